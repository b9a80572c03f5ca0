import {
  type Alias,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { formatPath, type Path } from './path.ts';
import type { Source, Stretch } from './source.ts';

/** A problem at a range of the file. */
export interface SyntaxProblem {
  readonly stretch: Stretch;
  readonly definition: string;
  readonly message: string;
  readonly reason: string;
  readonly remedy: string;
}

/** The key and the value at a path, as YAML nodes; list items have no key. */
export interface FoundNodes {
  readonly key: unknown;
  readonly value: unknown;
}

/** Converts YAML nodes to plain data, and finds the nodes of a path again. */
export class Converter {
  readonly problems: SyntaxProblem[] = [];
  readonly #source: Source;
  /** The latest node of each anchor so far, as in YAML. */
  readonly #anchors = new Map<string, Node>();
  readonly #targets = new Map<Alias, Node>();
  readonly #values = new Map<Node, unknown>();
  readonly #unfinished = new Set<Node>();
  readonly #pairs = new Map<YAMLMap, Map<string, Pair>>();

  constructor(source: Source) {
    this.#source = source;
  }

  convert(node: unknown, path: Path = []): unknown {
    if (isAlias(node)) return this.#convertAlias(node, path);
    if (!isNode(node)) return null;
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, node);
    this.#unfinished.add(node);
    let value: unknown = null;
    if (isMap(node)) value = this.#convertMap(node, path);
    else if (isSeq(node)) value = node.items.map((item, index) => this.convert(item, [...path, index]));
    else if (isScalar(node)) value = node.value;
    this.#unfinished.delete(node);
    if (node.anchor !== undefined) this.#values.set(node, value);
    return value;
  }

  /** Undefined if the file has no such path. */
  find(root: unknown, path: Path): FoundNodes | undefined {
    let found: FoundNodes = { key: undefined, value: root };
    for (const step of path) {
      const node = this.resolve(found.value);
      const pair = isMap(node) ? this.#pairs.get(node)?.get(String(step)) : undefined;
      if (pair !== undefined) found = { key: pair.key, value: pair.value };
      else if (isSeq(node) && Number(step) < node.items.length) {
        found = { key: undefined, value: node.items[Number(step)] };
      } else return undefined;
    }
    return found;
  }

  /** The node that an alias refers to; any other node itself. */
  resolve(node: unknown): unknown {
    return isAlias(node) ? this.#targets.get(node) : node;
  }

  #convertAlias(alias: Alias, path: Path): unknown {
    const target = this.#anchors.get(alias.source);
    if (target !== undefined && !this.#unfinished.has(target)) {
      this.#targets.set(alias, target);
      return this.#values.get(target);
    }
    this.#report(
      alias,
      path,
      target === undefined
        ? `No anchor \`&${alias.source}\` stands before this alias`
        : `The alias \`*${alias.source}\` stands inside its own anchor`,
      'An alias repeats the value that an earlier `&name` marks.',
      `Mark the value with \`&${alias.source}\` further up, or write it out; quote a text that starts with \`*\`.`,
    );
    return null;
  }

  #convertMap(map: YAMLMap, path: Path): unknown {
    const pairs = new Map<string, Pair>();
    const entries: [string, unknown][] = [];
    this.#pairs.set(map, pairs);
    for (const pair of map.items) {
      const key = this.#keyOf(pair, map, path);
      if (key === undefined) continue;
      const first = stretchOf(pairs.get(key)?.key);
      if (first === undefined) {
        pairs.set(key, pair);
        entries.push([key, this.convert(pair.value, [...path, key])]);
        continue;
      }
      this.#report(
        pair.key,
        [...path, key],
        `The key \`${key}\` is written twice, first in line ${this.#source.lineOf(first.from)}`,
        'Only one of the two values could be in force, and a reader cannot see which.',
        `Keep one \`${key}\` and move the contents of the other one into it.`,
      );
    }
    return Object.fromEntries(entries);
  }

  #keyOf(pair: Pair, map: YAMLMap, path: Path): string | undefined {
    if (!isScalar(pair.key)) {
      this.#report(
        isNode(pair.key) ? pair.key : map,
        path,
        'A key is not a plain text',
        'Settings are found by the text of their key.',
        'Write `key: value`.',
      );
      return undefined;
    }
    const key = typeof pair.key.value === 'string' ? pair.key.value : (pair.key.source ?? '');
    if (key !== '<<') return key;
    this.#report(
      pair.key,
      [...path, key],
      'The merge key `<<` is not supported',
      'YAML 1.2 has no merge keys: one program would merge here, and another would not.',
      'Write the keys out, or put what is common at the top level and what differs under `environments`.',
    );
    return undefined;
  }

  #report(node: unknown, path: Path, message: string, reason: string, remedy: string): void {
    const stretch = stretchOf(node) ?? { from: 0, to: 0 };
    this.problems.push({ stretch, definition: formatPath(path), message, reason, remedy });
  }
}

export function stretchOf(node: unknown): Stretch | undefined {
  if (!isNode(node) || !node.range) return undefined;
  return { from: node.range[0], to: node.range[1] };
}
