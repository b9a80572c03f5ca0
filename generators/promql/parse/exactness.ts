import type { Call, Syntax } from './syntax.ts';

/** These hand on numbers as they are, or count. */
const EXACT_CALLS: ReadonlySet<string> = new Set([
  'time',
  'timestamp',
  'vector',
  'scalar',
  'abs',
  'ceil',
  'floor',
  'round',
  'sgn',
  'clamp',
  'clamp_min',
  'clamp_max',
  'sort',
  'sort_desc',
  'label_replace',
  'label_join',
  'absent',
  'absent_over_time',
  'present_over_time',
  'changes',
  'resets',
  'count_over_time',
  'last_over_time',
  'max_over_time',
  'min_over_time',
  'sum_over_time',
  'minute',
  'hour',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'days_in_month',
  'month',
  'year',
]);

const INEXACT_AGGREGATIONS: ReadonlySet<string> = new Set(['avg', 'stddev', 'stdvar', 'quantile']);
const INEXACT_OPERATORS: ReadonlySet<string> = new Set(['/', '%', '^', 'atan2']);

/**
 * False where a value is divided, extrapolated or interpolated: a test can bring it near a threshold, but not onto it,
 * since Prometheus 2 and 3 extrapolate over windows of other edges and floating point rounds. Then `>` and `>=` are the
 * same to every test that holds for both.
 */
export function isExact(node: Syntax): boolean {
  switch (node.type) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
      // What another rule recorded may have been calculated, unless its name says that it is a yes or a no.
      return (
        node.metric === undefined || !node.metric.text.includes(':') || node.metric.text.endsWith(':bool')
      );
    case 'subquery':
    case 'unary':
      return isExact(node.inner);
    case 'call':
      return isExactCall(node);
    case 'aggregation':
      return !INEXACT_AGGREGATIONS.has(node.operator) && node.arguments.every(isExact);
    case 'binary':
      // The right side of these only decides which samples there are.
      if (node.operator === 'and' || node.operator === 'unless') return isExact(node.left);
      if (node.operator === '*' && !hasWholeFactor(node.left) && !hasWholeFactor(node.right)) return false;
      return !INEXACT_OPERATORS.has(node.operator) && isExact(node.left) && isExact(node.right);
  }
}

function isExactCall(call: Call): boolean {
  return EXACT_CALLS.has(call.name) && call.arguments.every(isExact);
}

/** `x * 100` is as exact as x; `x * 0.1` is not. */
function hasWholeFactor(node: Syntax): boolean {
  return node.type === 'number' && Number.isInteger(node.value);
}
