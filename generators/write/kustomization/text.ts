import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  parseAllDocuments,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { DiagnosticError, type Place } from '../../base/diagnostic.ts';

/** A range of the text, as offsets; `to` is exclusive. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One entry of a list; its span is that of the value, including quotes. */
export interface ListItem extends Span {
  /** Absent if the entry is not a string. */
  readonly entry?: string;
  /** Offset of the `-` in a list in block style. */
  readonly dash?: number;
}

export interface List extends Span {
  readonly style: 'block' | 'flow';
  readonly items: readonly ListItem[];
  /** Offset of a comma after the last item, which flow style permits. */
  readonly trailingComma?: number;
}

/** The contents of a `kustomization.yaml`, with their places. */
export interface Kustomization {
  readonly text: string;
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Whether the keys are in braces, as in JSON. */
  readonly isFlow: boolean;
  /** Columns before each key. */
  readonly keyIndent: string;
  /** Columns before the `-` of this file's lists, if it has any. */
  readonly itemIndent: string;
  /** Where another key would go. */
  readonly end: number;
  /** `resources:`, with a list or with nothing; absent without such a key. */
  readonly resources?: { readonly colon: number; readonly value: List | Span };
  /** The entries of `resources`, `components` and the deprecated `bases`. */
  readonly inclusions: readonly ListItem[];
}

export function isList(value: List | Span): value is List {
  return 'items' in value;
}

/** @throws DiagnosticError `kustomization/syntax` or `kustomization/shape`. */
export function readKustomization(text: string, file: string): Kustomization {
  const documents: readonly Document.Parsed[] = parseAllDocuments(text, { keepSourceTokens: true });
  const error = documents.flatMap((each) => each.errors)[0];
  if (error !== undefined) {
    throw DiagnosticError.of({
      code: 'kustomization/syntax',
      place: placeOf(text, file, { from: error.pos[0], to: error.pos[1] }),
      message: `the file is not valid YAML: ${error.message.split(/:?\n| at line /)[0] ?? ''}`,
      reason: 'It can neither be edited safely nor be built by kustomize',
      remedy: 'Correct it there; `kubectl kustomize` on its directory tells whether it builds.',
    });
  }
  const [document, ...others] = documents;
  // A final `---` creates an empty one.
  const second = others.find(({ contents }) => !isEmpty(contents));
  if (second !== undefined) {
    throw DiagnosticError.of({
      code: 'kustomization/shape',
      place: placeOf(text, file, { from: second.range[0], to: second.range[0] }),
      message: 'the file holds more than one YAML document',
      reason: 'kustomize reads only the first one, so the others have no effect',
      remedy: 'Keep one document in it.',
    });
  }
  const contents = document?.contents ?? null;
  if (document === undefined || contents === null || isEmpty(contents)) {
    const marker = /^---(?=\s|$)/m.exec(text);
    const end = endOf(text, marker === null ? 0 : marker.index + 3);
    return { text, file, content: {}, isFlow: false, keyIndent: '', itemIndent: '  ', end, inclusions: [] };
  }
  if (!isMap(contents)) {
    const remedy = 'Write keys with values, for example: resources: []';
    throw shapeError(text, file, spanOf(contents), 'the file does not hold keys with values', remedy);
  }
  checkKind(text, file, contents);
  const reader = new Reader(text, file, document);
  const resources = pairOf(contents, 'resources');
  const keyIndent = indentAt(text, contents.range[0]);
  return {
    text,
    file,
    content: contents.toJS(document),
    isFlow: contents.flow === true,
    keyIndent,
    itemIndent: itemIndentOf(text, contents) ?? `${keyIndent}  `,
    end: endOf(text, contents.range[1]),
    ...(resources === undefined ? {} : { resources: reader.field(resources) }),
    inclusions: ['resources', 'components', 'bases'].flatMap((key) =>
      reader.entriesOf(pairOf(contents, key)),
    ),
  };
}

type ParsedMap = YAMLMap.Parsed;
type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

class Reader {
  readonly #text: string;
  readonly #file: string;
  readonly #document: Document.Parsed;

  constructor(text: string, file: string, document: Document.Parsed) {
    this.#text = text;
    this.#file = file;
    this.#document = document;
  }

  field(pair: ParsedPair): { readonly colon: number; readonly value: List | Span } {
    const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind')?.offset;
    const { value } = pair;
    if (isSeq(value) && colon !== undefined) return { colon, value: this.#list(value) };
    if (isScalar(value) && value.value === null && colon !== undefined)
      return { colon, value: spanOf(value) };
    const found = isAlias(value) ? 'an alias' : isMap(value) ? 'a mapping' : 'a single value';
    const span = spanOf(value ?? pair.key);
    const remedy = 'Write a list, for example:\nresources:\n  - deployment.yaml';
    throw shapeError(this.#text, this.#file, span, `\`resources\` is ${found}, not a list`, remedy);
  }

  entriesOf(pair: ParsedPair | undefined): readonly ListItem[] {
    return isSeq(pair?.value) ? this.#list(pair.value).items : [];
  }

  #list(list: YAMLSeq.Parsed): List {
    const tokens = list.srcToken?.items ?? [];
    const items = list.items.map((node, index): ListItem => {
      const dash = tokens[index]?.start.find((token) => token.type === 'seq-item-ind')?.offset;
      const entry: unknown = node.toJS(this.#document);
      return {
        ...spanOf(node),
        ...(typeof entry === 'string' ? { entry } : {}),
        ...(dash === undefined ? {} : { dash }),
      };
    });
    const comma = tokens[items.length]?.start.find((token) => token.type === 'comma')?.offset;
    const style = list.flow === true ? 'flow' : 'block';
    return { ...spanOf(list), style, items, ...(comma === undefined ? {} : { trailingComma: comma }) };
  }
}

function checkKind(text: string, file: string, contents: ParsedMap): void {
  const kind = pairOf(contents, 'kind')?.value;
  if (!isScalar(kind) || kind.value === 'Kustomization' || kind.value === 'Component') return;
  const message = `the file is of the kind ${String(kind.value)}`;
  throw shapeError(
    text,
    file,
    spanOf(kind),
    message,
    'Give a file with `kind: Kustomization` or without a kind.',
  );
}

function pairOf(contents: ParsedMap, key: string): ParsedPair | undefined {
  return contents.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The indentation of the first list among the values. */
function itemIndentOf(text: string, contents: ParsedMap): string | undefined {
  const list = contents.items.map((pair) => pair.value).find((value) => isSeq(value) && value.flow !== true);
  return list === undefined || list === null ? undefined : indentAt(text, list.range[0]);
}

function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ ]*/.exec(text.slice(lineStart, offset).replace(/^\uFEFF/, ''))?.[0] ?? '';
}

function isEmpty(contents: ParsedNode | null): boolean {
  return contents === null || (isScalar(contents) && contents.value === null);
}

/** The end of the document: before the marker that ends it (`...`) or begins another one, if there is any. */
function endOf(text: string, from: number): number {
  const marker = /^(?:\.\.\.|---)(?=\s|$)/m.exec(text.slice(from));
  return marker === null ? text.length : from + marker.index;
}

function spanOf(node: ParsedNode): Span {
  return { from: node.range[0], to: node.range[1] };
}

function shapeError(
  text: string,
  file: string,
  span: Span,
  message: string,
  remedy: string,
): DiagnosticError {
  return DiagnosticError.of({
    code: 'kustomization/shape',
    place: placeOf(text, file, span),
    message,
    reason: 'kustomize would not read it as a list of resources, so nothing can be added to it',
    remedy,
  });
}

/** The place of a key. */
export function keySpan({ text }: Kustomization, key: string): Span {
  const contents = parseAllDocuments(text)[0]?.contents;
  const pair = isMap(contents)
    ? contents.items.find((each) => isScalar(each.key) && each.key.value === key)
    : undefined;
  const range = isScalar(pair?.key) ? pair.key.range : undefined;
  return range === undefined || range === null ? { from: 0, to: 0 } : { from: range[0], to: range[1] };
}

/** Line and column of the span, and the line itself. */
export function placeOf(text: string, file: string, span: Span): Place {
  const lineStart = text.lastIndexOf('\n', span.from - 1) + 1;
  const lineEnd = /\r?\n|$/.exec(text.slice(span.from))?.index ?? 0;
  const line = text.slice(lineStart, span.from + lineEnd);
  const from = span.from - lineStart;
  return {
    file,
    line: text.slice(0, lineStart).split('\n').length,
    column: from + 1,
    excerpt: { text: line, from, to: Math.max(from + 1, Math.min(span.to - lineStart, line.length)) },
  };
}
