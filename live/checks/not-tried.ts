import { listed, type Row } from 'observability-as-code/live';
import { HEARTBEAT } from '../firing.ts';
import { type AlertRule, isOf } from '../rules.ts';
import type { Episode } from '../watch.ts';

/** The alerts that no fault has made fire. This is no finding: what it says is not proven. */
export function notTried(rules: readonly AlertRule[], episodes: readonly Episode[]): Row {
  const all = rules.filter(({ alert }) => alert !== HEARTBEAT);
  const left = all.filter((rule) => !episodes.some((episode) => isOf(episode, rule)));
  const names = left.map((rule) => nameOf(rule, rules));
  return {
    section: 'alerts',
    name: `not tried: ${left.length} of ${all.length}`,
    isOk: true,
    result: names.length === 0 ? 'each alert has fired under a fault' : listed(names, MOST_NAMES),
  };
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
