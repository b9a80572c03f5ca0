/** What Prometheus would have recorded, had it evaluated the rules every 30 seconds while the example data came in. */

import { DETAILED_FROM, END, START } from '../data/observer-week.ts';
import { type Labels, OpenMetrics, type Series } from '../data/openmetrics.ts';
import type { Rule } from './rules.ts';

const INTERVAL = 30;
/** Prometheus answers at most 11,000 points a query. */
const POINTS = 10_000;

interface ResultSeries {
  readonly metric: Labels;
  readonly values: [number, string][];
}

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
    const results = await queryRange(url, rule.expression, from);
    metrics.gauge(
      rule.name,
      results.map(({ metric, values }) => series({ ...metric, ...rule.labels }, values)),
    );
  }
  return metrics;
}

export async function alertSeries(url: string, rules: readonly Rule[]): Promise<OpenMetrics> {
  const alerts: Series[] = [];
  const since: Series[] = [];
  for (const rule of rules.filter(({ kind }) => kind === 'alert')) {
    for (const { metric, values } of await queryRange(url, rule.expression, DETAILED_FROM)) {
      const { pending, firing, activeSince } = alertStates(rule, new Set(values.map(([time]) => time)));
      const labels = { alertname: rule.name, ...metric, ...rule.labels };
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

function series(labels: Labels, values: readonly [number, string][]): Series {
  const byTime = new Map(values.map(([time, value]) => [time, Number(value)]));
  const { __name__: _, ...rest } = labels;
  return { labels: rest, times: [...byTime.keys()], valueAt: (time) => byTime.get(time) };
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

async function queryRange(url: string, expression: string, from: number): Promise<readonly ResultSeries[]> {
  const found = new Map<string, ResultSeries>();
  for (let start = from; start <= END; start += POINTS * INTERVAL) {
    const end = Math.min(END, start + (POINTS - 1) * INTERVAL);
    const body = new URLSearchParams({
      query: expression,
      start: String(start),
      end: String(end),
      step: String(INTERVAL),
    });
    const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body });
    const answer = (await response.json()) as { error?: string; data: { result: readonly ResultSeries[] } };
    if (!response.ok) throw new Error(`${answer.error ?? response.statusText} in ${expression}`);
    for (const { metric, values } of answer.data.result) {
      const key = JSON.stringify(Object.entries(metric).sort());
      const known = found.get(key);
      if (known === undefined) found.set(key, { metric, values });
      else known.values.push(...values);
    }
  }
  return [...found.values()];
}
