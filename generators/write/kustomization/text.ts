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
}

/** A key with a list or with nothing. */
interface Field {
  readonly colon: number;
  readonly value: List | Span;
}

export type ParsedMap = YAMLMap.Parsed;
type ParsedPair = Pair<ParsedNode, ParsedNode | null>;

/** The contents of a `kustomization.yaml`, with their places. */
export interface Kustomization {
  readonly text: string;
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Its keys and values as nodes; absent from an empty file. */
  readonly nodes?: ParsedMap;
  /** Whether the keys are in braces, as in JSON. */
  readonly isFlow: boolean;
  /** Columns before each key. */
  readonly keyIndent: string;
  /** Columns before the `-` of this file's lists, if it has any. */
  readonly itemIndent: string;
  /** Where another key would go. */
  readonly end: number;
  /** `resources:`, with a list or with nothing; absent without such a key. */
  readonly resources?: Field;
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
  const resources = pairOf(contents, 'resources');
  const keyIndent = indentAt(text, contents.range[0]);
  return {
    text,
    file,
    content: contents.toJS(document),
    nodes: contents,
    isFlow: contents.flow === true,
    keyIndent,
    itemIndent: itemIndentOf(text, contents) ?? `${keyIndent}  `,
    end: endOf(text, contents.range[1]),
    ...(resources === undefined ? {} : { resources: fieldOf(text, file, document, resources) }),
    inclusions: ['resources', 'components', 'bases'].flatMap((key) => {
      const value = pairOf(contents, key)?.value;
      return isSeq(value) ? listOf(value, document).items : [];
    }),
  };
}

function fieldOf(text: string, file: string, document: Document.Parsed, pair: ParsedPair): Field {
  const colon = pair.srcToken?.sep?.find((token) => token.type === 'map-value-ind')?.offset;
  const { value } = pair;
  if (isSeq(value) && colon !== undefined) return { colon, value: listOf(value, document) };
  if (isScalar(value) && value.value === null && colon !== undefined) return { colon, value: spanOf(value) };
  const found = isAlias(value) ? 'an alias' : isMap(value) ? 'a mapping' : 'a single value';
  const remedy = 'Write a list, for example:\nresources:\n  - deployment.yaml';
  throw shapeError(text, file, spanOf(value ?? pair.key), `\`resources\` is ${found}, not a list`, remedy);
}

export function listOf(list: YAMLSeq.Parsed, document?: Document.Parsed): List {
  const tokens = list.srcToken?.items ?? [];
  const items = list.items.map((node, index): ListItem => {
    const dash = tokens[index]?.start.find((token) => token.type === 'seq-item-ind')?.offset;
    const entry: unknown = document === undefined ? undefined : node.toJS(document);
    return {
      ...spanOf(node),
      ...(typeof entry === 'string' ? { entry } : {}),
      ...(dash === undefined ? {} : { dash }),
    };
  });
  return { ...spanOf(list), style: list.flow === true ? 'flow' : 'block', items };
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

export function pairOf(contents: ParsedMap, key: string): ParsedPair | undefined {
  return contents.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The indentation of the first list among the values. */
function itemIndentOf(text: string, contents: ParsedMap): string | undefined {
  const list = contents.items.map((pair) => pair.value).find((value) => isSeq(value) && value.flow !== true);
  return list === undefined || list === null ? undefined : indentAt(text, list.range[0]);
}

function indentAt(text: string, offset: number): string {
  return /^[ ]*/.exec(text.slice(startOfLine(text, offset), offset).replace(/^\uFEFF/, ''))?.[0] ?? '';
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
export function keySpan({ nodes }: Kustomization, key: string): Span {
  const pair = nodes && pairOf(nodes, key);
  return pair === undefined ? { from: 0, to: 0 } : spanOf(pair.key);
}

export function replace(text: string, { from, to }: Span, replacement: string): string {
  return text.slice(0, from) + replacement + text.slice(to);
}

export function startOfLine(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line's end, before its CR LF or LF. */
export function endOfLine(text: string, offset: number): number {
  return offset + (/\r?\n|$/.exec(text.slice(offset))?.index ?? 0);
}

export function lineEndOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Line and column of the span, and the line itself. */
export function placeOf(text: string, file: string, span: Span): Place {
  const lineStart = startOfLine(text, span.from);
  const line = text.slice(lineStart, endOfLine(text, span.from));
  const from = span.from - lineStart;
  return {
    file,
    line: text.slice(0, lineStart).split('\n').length,
    column: from + 1,
    excerpt: { text: line, from, to: Math.max(from + 1, Math.min(span.to - lineStart, line.length)) },
  };
}
