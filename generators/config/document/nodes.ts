import { type Document, isAlias, isMap, isNode, isPair, isScalar, isSeq, type Pair, visit } from 'yaml';
import type { Path } from './path.ts';
import { lineOf, type Span } from './source.ts';

/** A problem at a range of the file. */
export interface SyntaxProblem {
  readonly span: Span;
  readonly path?: Path;
  readonly message: string;
  readonly reason: string;
  readonly remedy: string;
}

/** The key and the value at a path, as YAML nodes; list items have no key. */
export interface FoundNodes {
  readonly key: unknown;
  readonly value: unknown;
}

/**
 * Finds what would not mean what it seems to: duplicate keys, merge keys, keys that are not plain texts, and aliases
 * without an anchor. Other keys become the text that is written, `1.10` rather than 1.1.
 */
export function findProblems(document: Document, text: string): readonly SyntaxProblem[] {
  const problems: SyntaxProblem[] = [];
  const report = (node: unknown, path: Path, message: string, reason: string, remedy: string) => {
    problems.push({ span: spanOf(node) ?? { from: 0, to: 0 }, path, message, reason, remedy });
  };
  visit(document, {
    Alias(_, alias, above) {
      const target = alias.resolve(document);
      if (target !== undefined && !above.includes(target)) return;
      report(
        alias,
        pathOf([...above, alias]),
        target === undefined
          ? `No anchor \`&${alias.source}\` stands before this alias`
          : `The alias \`*${alias.source}\` stands inside its own anchor`,
        'An alias repeats the value that an earlier `&name` marks.',
        `Mark the value with \`&${alias.source}\` further up, or write it out; quote a text that starts with \`*\`.`,
      );
    },
    Map(_, map, above) {
      const path = pathOf([...above, map]);
      const first = new Map<string, Span | undefined>();
      for (const { key } of map.items) {
        if (!isScalar(key)) {
          report(
            isNode(key) ? key : map,
            path,
            'A key is not a plain text',
            'Settings are found by the text of their key.',
            'Write `key: value`.',
          );
          continue;
        }
        const name = typeof key.value === 'string' ? key.value : (key.source ?? '');
        key.value = name;
        if (name === '<<') {
          report(
            key,
            [...path, name],
            'The merge key `<<` is not supported',
            'YAML 1.2 has no merge keys: one program would merge here, and another would not.',
            'Write the keys out, or put what is common at the top level and what differs under `environments`.',
          );
        } else if (first.has(name)) {
          report(
            key,
            [...path, name],
            `The key \`${name}\` is written twice, first in line ${lineOf(text, first.get(name)?.from ?? 0)}`,
            'Only one of the two values could be in force, and a reader cannot see which.',
            `Keep one \`${name}\` and move the contents of the other one into it.`,
          );
        } else first.set(name, spanOf(key));
      }
    },
  });
  return problems;
}

/** @param nodes from the root to a node */
function pathOf(nodes: readonly unknown[]): Path {
  return nodes.flatMap((node, index): Path => {
    if (isPair(node) && isScalar(node.key)) return [String(node.key.value)];
    return isSeq(node) && index + 1 < nodes.length ? [node.items.indexOf(nodes[index + 1])] : [];
  });
}

/** Undefined if the file has no such path. */
export function findNodes(document: Document, path: Path): FoundNodes | undefined {
  let found: FoundNodes = { key: undefined, value: document.contents };
  for (const step of path) {
    const node = resolveAlias(document, found.value);
    const pair = isMap(node) ? node.items.find((each) => nameOf(each) === String(step)) : undefined;
    if (pair !== undefined) found = { key: pair.key, value: pair.value };
    else if (isSeq(node) && Number(step) < node.items.length) {
      found = { key: undefined, value: node.items[Number(step)] };
    } else return undefined;
  }
  return found;
}

function nameOf({ key }: Pair): unknown {
  return isScalar(key) ? key.value : undefined;
}

/** The node that an alias refers to; any other node itself. */
export function resolveAlias(document: Document, node: unknown): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

export function spanOf(node: unknown): Span | undefined {
  if (!isNode(node) || !node.range) return undefined;
  return { from: node.range[0], to: node.range[1] };
}
