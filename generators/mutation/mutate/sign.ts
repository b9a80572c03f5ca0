import { COMPARISONS, type Syntax } from '../../promql/parse/index.ts';

/** These return 0 for zeros, and keep the sign of values with one sign. */
const KEEPS_SIGN: ReadonlySet<string> = new Set(['sum', 'avg', 'max', 'min']);

/**
 * True if only the sign of a part of an expression matters: it is compared with 0, and its value goes no
 * further, because it is 0, or is on the right of `and` or `unless`.
 */
export function isSignOnly(node: Syntax, ancestors: readonly Syntax[]): boolean {
  let below = node;
  for (const [depth, parent] of ancestors.entries()) {
    if (parent.type === 'aggregation' && KEEPS_SIGN.has(parent.operator)) {
      below = parent;
      continue;
    }
    if (parent.type !== 'binary' || parent.left !== below || !isZero(parent.right)) return false;
    if (!COMPARISONS.has(parent.operator) || parent.returnsBool) return false;
    const beyond = ancestors[depth + 1];
    const isGuard =
      beyond?.type === 'binary' &&
      (beyond.operator === 'and' || beyond.operator === 'unless') &&
      beyond.right === parent;
    return parent.operator === '==' || isGuard;
  }
  return false;
}

function isZero(node: Syntax): boolean {
  return node.type === 'number' && node.value === 0;
}
