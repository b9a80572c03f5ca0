import { analyse } from '../../promql/analysis.ts';
import type { Rule } from './model.ts';
import { isFields } from './yaml.ts';

/** The series that Prometheus writes about alerts. */
export const ALERT_SERIES: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** Which series a rule or a check reads. */
export interface Reads {
  readonly names: ReadonlySet<string>;
  /** It may read any series, or lets the name of a series show: `{job="a"}`, `{__name__=~"x.+"}`. */
  readonly isOpen: boolean;
}

const memory = new WeakMap<Rule, Reads>();

export function readsOfRule(rule: Rule): Reads {
  const known = memory.get(rule);
  if (known !== undefined) return known;
  const reads = readsOf(rule.expression);
  const result = { ...reads, isOpen: reads.isOpen || templatesOf(rule).some(canRead) };
  memory.set(rule, result);
  return result;
}

export function readsOf(expression: string): Reads {
  const { syntax, selectors } = analyse(expression);
  const names = selectors.map(({ selector }) => selector.metric?.text);
  return {
    names: new Set(names.filter((name) => name !== undefined)),
    isOpen: syntax === undefined || names.includes(undefined) || expression.includes('__name__'),
  };
}

export function readsAny({ names, isOpen }: Reads, series: ReadonlySet<string>): boolean {
  return isOpen || [...names].some((name) => series.has(name));
}

/** Templates can run queries of their own, and see the name of the series. */
function canRead(template: string): boolean {
  return /\bquery\b|__name__/.test(template);
}

function templatesOf({ fields }: Rule): string[] {
  return [fields.labels, fields.annotations].flatMap((texts) =>
    isFields(texts) ? Object.values(texts).filter((text) => typeof text === 'string') : [],
  );
}
