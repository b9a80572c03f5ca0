import type { ParsedSelector } from '../promql.ts';
import { targetRule } from '../rule.ts';

const AGGREGATIONS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase']);

/**
 * Counters are read through rate, irate or increase. The linter looks at the end of the printed selector, so one
 * with label matchers, `offset` or `@` escapes it. It asks neither for the panel's type nor for the data source.
 */
export const targetCounterAgg = targetRule('target-counter-agg-rule', ({ query }) => {
  const bare = query?.selectors.find(isBareCounter);
  return bare ? [`counter ${bare.metric} is not read through rate, irate or increase`] : [];
});

function isBareCounter({ metric, matchers, isShifted, range, parent }: ParsedSelector): boolean {
  if (!metric.endsWith('_total') || matchers.length > 0 || isShifted) return false;
  return range === undefined || parent.kind !== 'call' || !AGGREGATIONS.has(parent.name);
}
