import { listed } from 'observability-as-code/live';
import { HEARTBEAT } from '../firing.ts';
import { type AlertRule, isOf } from '../rules.ts';
import type { Episode } from '../watch.ts';

/** The alerts that no fault has made fire: nothing about them is proven. */
export function notTried(rules: readonly AlertRule[], episodes: readonly Episode[]): string {
  const all = rules.filter(({ alert }) => alert !== HEARTBEAT);
  const left = all.filter((rule) => !episodes.some((episode) => isOf(episode, rule)));
  if (left.length === 0) return 'Each alert has fired under a fault.';
  const names = left.map((rule) => nameOf(rule, rules));
  return `${left.length} of ${all.length} alerts were not tried: ${listed(names, MOST_NAMES)}.`;
}

/** Where a few faults are picked, most alerts are not tried. */
const MOST_NAMES = 10;

/** With the labels in which rules of its name differ, or else with what it says. */
function nameOf({ alert, labels, annotations }: AlertRule, rules: readonly AlertRule[]): string {
  const others = rules.filter((rule) => rule.alert === alert);
  if (others.length === 1) return alert;
  const own = Object.entries(labels).filter(([label, text]) =>
    others.some((rule) => rule.labels[label] !== text),
  );
  if (own.length === 0) return `${alert} (${annotations.summary})`;
  return `${alert}{${own.map(([label, text]) => `${label}="${text}"`).join(', ')}}`;
}
