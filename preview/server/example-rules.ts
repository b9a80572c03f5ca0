/** What Prometheus would have recorded, had it evaluated the rules every 30 seconds while the example data came in. */

import { PrometheusClient, type RangeSeries } from 'observability-as-code/live';
import { DETAILED_FROM, END, START } from '../data/observer-week.ts';
import { type Labels, OpenMetrics, type Series } from '../data/openmetrics.ts';
import type { Rule } from './rules.ts';

const INTERVAL = 30;

/** The recording rules in an order in which each reads only what levels before it have recorded. */
export function recordedLevels(rules: readonly Rule[]): readonly (readonly Rule[])[] {
  const levels: Rule[][] = [];
  let left = rules.filter(({ kind }) => kind === 'record');
  while (left.length > 0) {
    const isReady = (rule: Rule) => !left.some((other) => other !== rule && reads(rule, other));
    const ready = left.filter(isReady);
    // Rules that read each other are evaluated in the order of the file.
    const level = ready.length > 0 ? ready : left.slice(0, 1);
    levels.push(level);
    left = left.filter((rule) => !level.includes(rule));
  }
  return levels;
}

export async function recordedSeries(url: string, level: readonly Rule[], rules: readonly Rule[]) {
  const metrics = new OpenMetrics();
  for (const rule of level) {
    const from = rules.some((other) => readsRange(other, rule)) ? START : DETAILED_FROM;
    const results = await seriesOf(url, rule, from);
    metrics.gauge(
      rule.name,
      results.map(({ labels, points }) => series({ ...labels, ...rule.labels }, points)),
    );
  }
  return metrics;
}

export async function alertSeries(url: string, rules: readonly Rule[]): Promise<OpenMetrics> {
  const alerts: Series[] = [];
  const since: Series[] = [];
  for (const rule of rules.filter(({ kind }) => kind === 'alert')) {
    for (const { labels: own, points } of await seriesOf(url, rule, DETAILED_FROM)) {
      const active = new Set(points.map(([time]) => time / 1000));
      const { pending, firing, activeSince } = alertStates(rule, active);
      const labels = { alertname: rule.name, ...own, ...rule.labels };
      alerts.push(constant({ ...labels, alertstate: 'pending' }, pending));
      alerts.push(constant({ ...labels, alertstate: 'firing' }, firing));
      since.push({
        labels,
        times: [...activeSince.keys()],
        valueAt: (time) => activeSince.get(time),
      });
    }
  }
  const metrics = new OpenMetrics();
  metrics.gauge('ALERTS', alerts);
  metrics.gauge('ALERTS_FOR_STATE', since);
  return metrics;
}

function alertStates(rule: Rule, active: ReadonlySet<number>) {
  const pending: number[] = [];
  const firing: number[] = [];
  const activeSince = new Map<number, number>();
  let since: number | undefined;
  let isFiring = false;
  let lastActive = 0;
  for (let time = DETAILED_FROM; time <= END; time += INTERVAL) {
    if (active.has(time)) {
      since ??= time;
      lastActive = time;
      isFiring ||= time - since >= rule.for;
    } else if (!isFiring || time - lastActive >= rule.keepFiringFor) {
      since = undefined;
      isFiring = false;
    }
    if (since === undefined) continue;
    (isFiring ? firing : pending).push(time);
    activeSince.set(time, since);
  }
  return { pending, firing, activeSince };
}

function constant(labels: Labels, times: readonly number[]): Series {
  return { labels, times, valueAt: () => 1 };
}

function series({ __name__: _, ...labels }: Labels, points: RangeSeries['points']): Series {
  const byTime = new Map(points.map(([time, value]) => [time / 1000, value]));
  return { labels, times: [...byTime.keys()], valueAt: (time) => byTime.get(time) };
}

function seriesOf(url: string, { expression }: Rule, from: number): Promise<readonly RangeSeries[]> {
  return new PrometheusClient(url).queryRange(expression, from * 1000, END * 1000, INTERVAL * 1000);
}

function reads(rule: Rule, other: Rule): boolean {
  return nameIn(other, '').test(rule.expression);
}

/** Over a range, which may reach back before the detailed samples. */
function readsRange(rule: Rule, other: Rule): boolean {
  return nameIn(other, '\\s*(\\{[^}]*\\})?\\s*\\[').test(rule.expression);
}

function nameIn({ name }: Rule, then: string): RegExp {
  return new RegExp(`(?<![\\w:])${name}(?![\\w:])${then}`);
}
