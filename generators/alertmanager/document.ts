import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { DiagnosticError } from '../base/diagnostic.ts';

/**
 * A value of a YAML file, with its line. Scalars are strings here, because Alertmanager accepts any scalar as
 * a string.
 */
export interface Field {
  /** 1-based. */
  readonly line: number;
  /** Undefined if it is not a scalar, or empty. */
  text(): string | undefined;
  /** The items of a list; undefined if it is not a list. */
  items(): readonly Field[] | undefined;
  /** The value of a key; undefined if this is not a mapping, or the key is absent or empty. */
  get(key: string): Field | undefined;
  keys(): readonly string[];
}

/** @throws DiagnosticError `alertmanager/syntax` */
export function readYaml(file: string, content: string): Field {
  const lines = new LineCounter();
  // Alertmanager reads YAML 1.1, which has merge keys.
  const document = parseDocument(content, {
    lineCounter: lines,
    merge: true,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const [failure] = document.errors;
  if (failure !== undefined) {
    const { line, col } = lines.linePos(failure.pos[0]);
    throw DiagnosticError.of({
      code: 'alertmanager/syntax',
      place: { file, line, column: col },
      message: `this is not YAML: ${failure.message}`,
      reason: 'Alertmanager refuses the whole file',
      remedy: 'Fix the file at this place.',
    });
  }
  const lineOf = (node: Node | null) => lines.linePos(node?.range?.[0] ?? 0).line;
  const fieldOf = (value: unknown, fallback: number): Field => {
    const node = isAlias(value) ? (value.resolve(document) ?? null) : value;
    const line = isScalar(node) || isMap(node) || isSeq(node) ? lineOf(node) : fallback;
    const pairs = isMap(node) ? pairsOf(node) : new Map<string, unknown>();
    return {
      line,
      text: () => (isScalar(node) && node.value !== null ? (node.source ?? String(node.value)) : undefined),
      items: () => (isSeq(node) ? node.items.map((item) => fieldOf(item, line)) : undefined),
      get: (key) => {
        const found = pairs.get(key);
        return isEmpty(found) ? undefined : fieldOf(found, line);
      },
      keys: () => [...pairs.keys()],
    };
  };
  const pairsOf = (map: YAMLMap): Map<string, unknown> => {
    const pairs = new Map<string, unknown>();
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? String(key.source ?? key.value) : '';
      if (name !== '<<') pairs.set(name, value);
      else
        for (const merged of mapsIn(value))
          for (const [each, item] of pairsOf(merged)) if (!pairs.has(each)) pairs.set(each, item);
    }
    return pairs;
  };
  const mapsIn = (value: unknown): readonly YAMLMap[] => {
    const node = isAlias(value) ? value.resolve(document) : value;
    if (isMap(node)) return [node];
    return isSeq(node) ? node.items.flatMap(mapsIn) : [];
  };
  return fieldOf(document.contents, 1);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (isScalar(value) && value.value === null);
}
