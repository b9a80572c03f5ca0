import { COMPARISONS, isExact } from '../../promql/parse/index.ts';
import type { Mutation, Site } from './mutation.ts';
import { balanced, oneLine } from './source.ts';

/**
 * Strictness, which only a value exactly at the threshold reveals and which is tried if a value can be there;
 * and direction, which any value on one side reveals.
 */
const MISTAKES: Readonly<Record<string, readonly string[]>> = {
  '>': ['>=', '<'],
  '>=': ['>', '<='],
  '<': ['<=', '>'],
  '<=': ['<', '>='],
  // `==` and `>=` are the same if values are 0 or 1, so only the opposite is tried.
  '==': ['!='],
  '!=': ['=='],
};

export function comparatorMutations({ source, node }: Site): Mutation[] {
  if (node.type !== 'binary' || !COMPARISONS.has(node.operator)) return [];
  const { operator, operatorSpan, left, right } = node;
  const isShort = right.type === 'number';
  const other = isShort ? oneLine(source.text.slice(right.from, right.to)) : 'the right side';
  const isTouchable = isExact(left) && isExact(right);
  return (MISTAKES[operator] ?? [])
    .filter((mistake) => isTouchable || !isStrictness(operator, mistake))
    .map((mistake) => ({
      operator: 'comparator',
      edits: [{ ...operatorSpan, text: mistake }],
      shown: isShort ? { from: operatorSpan.from, to: right.to } : operatorSpan,
      scenario: isStrictness(operator, mistake)
        ? `Let ${nameOf(left)} be exactly ${other}, and expect what "${operator}" says of it.`
        : `Let ${nameOf(left)} be on the far side of ${other} and expect silence; on the near side, expect the sample.`,
    }));

  function nameOf(side: typeof left): string {
    const { from, to } = balanced(source, side);
    const text = oneLine(source.text.slice(from, to));
    return text.length <= 60 ? `"${text}"` : 'the left side';
  }
}

const isStrictness = (operator: string, mistake: string) => operator.charAt(0) === mistake.charAt(0);
