import type { Call, Syntax } from './syntax.ts';

/** Functions that pass numbers on unchanged, or count. */
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
 * False if a value is divided, extrapolated or interpolated. A test can bring it close to a threshold but not
 * exactly onto it, because Prometheus 2 and 3 extrapolate over windows with different edges, and floating
 * point rounds. Then no test that passes on both can distinguish `>` from `>=`.
 */
export function isExact(node: Syntax): boolean {
  switch (node.type) {
    case 'number':
    case 'string':
      return true;
    case 'selector':
      // Another rule's recorded value may have been calculated, unless its name says that it is a boolean.
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
      // The right side of these only decides which samples exist.
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
