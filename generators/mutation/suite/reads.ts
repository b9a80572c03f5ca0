import { analyse, type Matcher, type Selector } from '../../promql/parse/index.ts';
import { fixedLabels, type Rule } from './model.ts';
import { isFields } from './yaml.ts';

/** The series that Prometheus writes about alerts. */
export const ALERT_SERIES: ReadonlySet<string> = new Set(['ALERTS', 'ALERTS_FOR_STATE']);

/** The series that a rule or a check reads. */
export interface Reads {
  readonly names: ReadonlySet<string>;
  /** Selectors of the series of one alert: `ALERTS{alertname="X", long="1h"}`. */
  readonly alerts: readonly Selector[];
  /** Whether it may read any series, or depends on the name of a series: `{job="a"}`, `{__name__=~"x.+"}`. */
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
  const names = new Set<string>();
  const alerts: Selector[] = [];
  let isOpen = syntax === undefined || expression.includes('__name__');
  for (const { selector } of selectors) {
    const name = selector.metric?.text;
    if (name === undefined) isOpen = true;
    else if (alertNameIn(selector) !== undefined) alerts.push(selector);
    else names.add(name);
  }
  return { names, alerts, isOpen };
}

/** `alertname="X"` in a selector of the series that Prometheus writes about alerts. */
export function alertNameIn({ metric, matchers }: Selector): Matcher | undefined {
  if (metric === undefined || !ALERT_SERIES.has(metric.text)) return undefined;
  return matchers.find(({ label, operator }) => label.text === 'alertname' && operator === '=');
}

/** Whether it reads, or may read, what the rule writes. */
export function readsRule({ names, alerts, isOpen }: Reads, rule: Rule): boolean {
  if (isOpen) return true;
  return rule.kind === 'alert'
    ? alerts.some((selector) => canSelect(selector, rule)) ||
        [...ALERT_SERIES].some((name) => names.has(name))
    : names.has(rule.name);
}

/** Whether the selector of an alert may match this rule: several share a name, and labels distinguish them. */
function canSelect(selector: Selector, rule: Rule): boolean {
  const labels = fixedLabels(rule);
  return (
    alertNameIn(selector)?.value === rule.name &&
    selector.matchers.every(({ label, operator, value }) => {
      const fixed = labels.get(label.text);
      return operator !== '=' || fixed === undefined || fixed === value;
    })
  );
}

/** Whether it selects only alerts of this rule, by one of its labels. */
export function pointsAt({ alerts }: Reads, rule: Rule): boolean {
  const labels = fixedLabels(rule);
  return alerts.some(
    (selector) => canSelect(selector, rule) && selector.matchers.some(({ label }) => labels.has(label.text)),
  );
}

/** Templates can run queries and see the name of the series. */
function canRead(template: string): boolean {
  return /\bquery\b|__name__/.test(template);
}

function templatesOf({ fields }: Rule): string[] {
  return [fields.labels, fields.annotations].flatMap((texts) =>
    isFields(texts) ? Object.values(texts).filter((text) => typeof text === 'string') : [],
  );
}
