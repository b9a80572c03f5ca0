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
} from 'yaml';
import { DiagnosticError, type Place } from '../../base/diagnostic.ts';
import { placeOf, type Span } from '../../config/document/source.ts';

export type ParsedMap = YAMLMap.Parsed;

/** A `kustomization.yaml`, with the places of its keys and values. */
export interface Kustomization {
  readonly text: string;
  readonly file: string;
  readonly content: Readonly<Record<string, unknown>>;
  /** Its keys and values as nodes; absent from an empty file. */
  readonly nodes?: ParsedMap;
}

/** @throws DiagnosticError `kustomization/syntax` or `kustomization/shape`. */
export function readKustomization(text: string, file: string): Kustomization {
  const documents: readonly Document.Parsed[] = parseAllDocuments(text);
  const error = documents.flatMap((each) => each.errors)[0];
  if (error !== undefined)
    throw invalid(error.message, placeOf(text, file, { from: error.pos[0], to: error.pos[1] }));
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
  const nodes = document?.contents ?? null;
  if (document === undefined || nodes === null || isEmpty(nodes)) return { text, file, content: {} };
  const refuse = (node: ParsedNode, message: string, remedy: string): never => {
    throw DiagnosticError.of({
      code: 'kustomization/shape',
      place: placeOf(text, file, spanOf(node)),
      message,
      reason: 'kustomize would not read it as a list of resources, so nothing can be added to it',
      remedy,
    });
  };
  if (!isMap(nodes)) {
    return refuse(
      nodes,
      'the file does not hold keys with values',
      'Write keys with values, for example: resources: []',
    );
  }
  const kind = pairOf(nodes, 'kind')?.value;
  if (isScalar(kind) && kind.value !== 'Kustomization' && kind.value !== 'Component') {
    const remedy = 'Give a file with `kind: Kustomization` or without a kind.';
    refuse(kind, `the file is of the kind ${String(kind.value)}`, remedy);
  }
  const resources = pairOf(nodes, 'resources');
  // Without a value there is no colon, either.
  if (resources !== undefined && !isSeq(resources.value) && (!resources.value || !isEmpty(resources.value))) {
    const { value } = resources;
    const found = isAlias(value) ? 'an alias' : isMap(value) ? 'a mapping' : 'a single value';
    const remedy = 'Write a list, for example:\nresources:\n  - deployment.yaml';
    refuse(value ?? resources.key, `\`resources\` is ${found}, not a list`, remedy);
  }
  return { text, file, content: plainContent(nodes, document, file), nodes };
}

function invalid(message: string, place: Place): DiagnosticError {
  return DiagnosticError.of({
    code: 'kustomization/syntax',
    place,
    message: `the file is not valid YAML: ${message.split(/:?\n| at line /)[0] ?? ''}`,
    reason: 'It can neither be edited safely nor be built by kustomize',
    remedy: 'Correct it there; `kubectl kustomize` on its directory tells whether it builds.',
  });
}

function plainContent(nodes: ParsedMap, document: Document.Parsed, file: string): Kustomization['content'] {
  try {
    return nodes.toJS(document);
  } catch (error) {
    // An alias without its anchor, or so many aliases that they are an attack.
    if (error instanceof ReferenceError) throw invalid(error.message, { file });
    throw error;
  }
}

export function isEmpty(node: ParsedNode | null): boolean {
  return node === null || (isScalar(node) && node.value === null);
}

export function pairOf(map: ParsedMap, key: string): Pair<ParsedNode, ParsedNode | null> | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

function spanOf({ range: [from, to] }: ParsedNode): Span {
  return { from, to };
}

/** The place of a key. */
export function keySpan({ nodes }: Kustomization, key: string): Span {
  const pair = nodes && pairOf(nodes, key);
  return pair === undefined ? { from: 0, to: 0 } : spanOf(pair.key);
}

/** A text in a list, and where it is. */
export interface Entry extends Span {
  readonly entry: string;
}

/** The texts of the list that a key has, if it has one. */
export function entriesOf({ nodes, content }: Kustomization, key: string): readonly Entry[] {
  const list = nodes && pairOf(nodes, key)?.value;
  const values = content[key];
  if (!isSeq(list) || !Array.isArray(values)) return [];
  return list.items.flatMap((node, index) => {
    const entry: unknown = values[index];
    return typeof entry === 'string' ? [{ ...spanOf(node), entry }] : [];
  });
}

/** Everything that a kustomization includes, also by the deprecated `bases`. */
export function inclusionsOf(kustomization: Kustomization): readonly Entry[] {
  return ['resources', 'components', 'bases'].flatMap((key) => entriesOf(kustomization, key));
}
