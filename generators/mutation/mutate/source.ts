import type { Span, Syntax } from '../../promql/parse/index.ts';

/** An expression with its pairs of parentheses, which the syntax tree omits. */
export interface Source {
  readonly text: string;
  /** From each parenthesis to its partner, in both directions. */
  readonly partners: ReadonlyMap<number, number>;
}

/** Strings and comments may contain parentheses without meaning. */
const TOKENS = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`|#[^\n]*|\s+|./gs;

export function sourceOf(text: string): Source {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === '(') open.push(index);
    if (token !== ')') continue;
    const start = open.pop();
    if (start === undefined) continue;
    partners.set(start, index);
    partners.set(index, start);
  }
  return { text, partners };
}

/**
 * The range of a node in which every parenthesis has its partner: the node of `(a) / (b)` begins at `a` and
 * ends at `b`, which alone would be cut out as `a) / (b`.
 */
export function balanced({ partners }: Source, { from, to }: Span): Span {
  let start = from;
  let end = to;
  for (const [position, partner] of partners) {
    if (position < from || position >= to) continue;
    start = Math.min(start, partner);
    end = Math.max(end, partner + 1);
  }
  return { from: start, to: end };
}

/** The text of a part, in parentheses if it would mix with surrounding operators. */
export function operandText(source: Source, node: Syntax, isAlone: boolean): string {
  const { from, to } = balanced(source, node);
  const text = source.text.slice(from, to);
  return node.type === 'binary' && !isAlone ? `(${text})` : text;
}

/** Without comments and line breaks, for display and comparison. */
export function oneLine(text: string): string {
  return text
    .replace(TOKENS, (token) => (token.startsWith('#') ? ' ' : /^\s+$/.test(token) ? ' ' : token))
    .replace(/ {2,}/g, ' ')
    .replace(/([({]) /g, '$1')
    .replace(/ ([)}])/g, '$1')
    .trim();
}
