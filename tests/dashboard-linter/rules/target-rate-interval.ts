import { RATE_INTERVAL } from '../expand.ts';
import { isPrometheusDashboard } from '../model.ts';
import type { ParsedSelector } from '../promql.ts';
import { QUERY_TYPES, targetRule } from '../rule.ts';

/** Rates are taken over `$__rate_interval`. Other functions over a range, `increase` among them, may have a fixed one. */
export const targetRateInterval = targetRule('target-rate-interval-rule', (target, panel, dashboard) => {
  if (!isPrometheusDashboard(dashboard) || !QUERY_TYPES.has(panel.type)) return [];
  const wrong = target.query?.selectors.find(hasFixedRate);
  if (wrong === undefined) return [];
  return [`${wrong.text} should have the range $__rate_interval: ${target.expression}`];
});

function hasFixedRate({ range, parent }: ParsedSelector): boolean {
  if (range === undefined || range === RATE_INTERVAL || parent.kind === 'none') return false;
  return parent.kind === 'other' || parent.name === 'rate' || parent.name === 'irate';
}
