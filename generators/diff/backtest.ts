import { parseDuration } from '../base/duration.ts';
import { isRecord } from '../base/record.ts';
import type { PrometheusClient, SeriesLabels } from '../prometheus/client.ts';
import { analyse } from '../promql/parse/index.ts';
import { compareExpressions, metricsIn } from './expression.ts';
import { type Episode, episodes, type Timing } from './firing.ts';
import { type PlacedRule, pairedRules, rulesOf } from './rules.ts';
import type { Snapshot } from './snapshot.ts';

/** How an alert would have fired. */
export interface Firing {
  readonly series: readonly { readonly labels: SeriesLabels; readonly episodes: readonly Episode[] }[];
  /** Why it is unknown; then there are no series. */
  readonly unknown?: string;
}

export interface Backtest {
  readonly alert: string;
  /** Absent if the alert is new. */
  readonly before?: Firing;
  /** Absent if the alert was removed. */
  readonly after?: Firing;
}

/** Milliseconds since 1970. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

/** Prometheus's default for a group. */
const DEFAULT_INTERVAL = '1m';

/**
 * How often each changed alert would have fired before and after the change, over the samples in a
 * Prometheus: its expression is evaluated at its group's interval, and `for` and `keep_firing_for` are
 * applied to the result.
 *
 * @param onProgress called with the number of finished and all alerts
 */
export async function backtest(
  before: Snapshot,
  after: Snapshot,
  server: PrometheusClient,
  period: Period,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<readonly Backtest[]> {
  const touched = pairedRules(rulesOf(before.groups), rulesOf(after.groups)).filter(([old, now]) =>
    isTouched(old, now, before, after),
  );
  if (touched.length === 0) return [];
  const phases = await phasesOf(server);
  const results: Backtest[] = [];
  for (const [old, now] of touched) {
    onProgress(results.length, touched.length);
    const simulate = (rule: PlacedRule, { groups }: Snapshot) =>
      simulateRule(
        rule,
        groups.get(rule.group) ?? {},
        unknownSeries(rule, before, after),
        server,
        period,
        phases,
      );
    results.push({
      alert: (now ?? old)?.name ?? '',
      ...(old && { before: await simulate(old, before) }),
      ...(now && { after: await simulate(now, after) }),
    });
  }
  return results;
}

/** Whether the alert may fire at other times than before. */
function isTouched(
  old: PlacedRule | undefined,
  now: PlacedRule | undefined,
  before: Snapshot,
  after: Snapshot,
): boolean {
  if ((now ?? old)?.part !== 'alert') return false;
  if (old === undefined || now === undefined) return true;
  if (compareExpressions(old.expression, now.expression).length > 0) return true;
  const timings = [timingOf(old, before.groups.get(old.group)), timingOf(now, after.groups.get(now.group))];
  return (
    JSON.stringify(timings[0]) !== JSON.stringify(timings[1]) || unknownSeries(now, before, after).length > 0
  );
}

/**
 * Recorded series that an alert reads and whose rule also changed: the server does not have what the new rule
 * would record.
 */
function unknownSeries({ expression }: PlacedRule, before: Snapshot, after: Snapshot): readonly string[] {
  const recorded = ({ groups }: Snapshot) => {
    const byName = new Map<string, string[]>();
    for (const { part, name, expression: text } of rulesOf(groups)) {
      if (part === 'recording rule') byName.set(name, [...(byName.get(name) ?? []), text]);
    }
    return byName;
  };
  const [old, now] = [recorded(before), recorded(after)];
  const isChanged = (name: string) => {
    const [one = [], other = []] = [old.get(name), now.get(name)];
    return (
      one.length !== other.length ||
      one.some((text, index) => compareExpressions(text, other[index] ?? '').length > 0)
    );
  };
  /** Includes the sources of recorded series. */
  const reads = (text: string, seen: ReadonlySet<string>): readonly string[] =>
    metricsIn(text).flatMap((name) => {
      const sources = now.get(name) ?? old.get(name);
      if (sources === undefined || seen.has(name)) return [];
      const deeper = new Set([...seen, name]);
      return [...(isChanged(name) ? [name] : []), ...sources.flatMap((source) => reads(source, deeper))];
    });
  return [...new Set(reads(expression, new Set()))];
}

async function simulateRule(
  rule: PlacedRule,
  group: Readonly<Record<string, unknown>>,
  unknown: readonly string[],
  server: PrometheusClient,
  period: Period,
  phases: ReadonlyMap<string, number>,
): Promise<Firing> {
  if (unknown.length > 0) {
    return { series: [], unknown: `it reads ${unknown.join(', ')}, which the change records otherwise` };
  }
  const problem = analyse(rule.expression).problems[0];
  if (problem !== undefined) return { series: [], unknown: `it is no query: ${problem.message}` };
  const timing = timingOf(rule, group);
  const phase = (phases.get(rule.group) ?? 0) % timing.interval;
  const from = Math.ceil((period.from - phase) / timing.interval) * timing.interval + phase;
  const to = Math.floor((period.to - phase) / timing.interval) * timing.interval + phase;
  const found = await server.queryRange(rule.expression, from, to, timing.interval);
  const series = found
    .map(({ labels: { __name__: _, ...labels }, points }) => ({
      labels,
      episodes: episodes(
        points.map(([at]) => at),
        to,
        timing,
      ),
    }))
    .filter((one) => one.episodes.length > 0);
  if (series.length > 0 || found.length > 0) return { series };
  const missing = await missingMetrics(rule, server, period);
  return missing.length === 0
    ? { series }
    : { series: [], unknown: `the server has no sample of ${missing.join(', ')} in this time` };
}

/** That an alert never fires for lack of data says nothing about the alert. */
async function missingMetrics(
  { expression }: PlacedRule,
  server: PrometheusClient,
  { from, to }: Period,
): Promise<readonly string[]> {
  const names = metricsIn(expression).filter((name) => !/^ALERTS/.test(name));
  const seconds = Math.ceil((to - from) / 1000);
  const missing: string[] = [];
  for (const name of names) {
    const seen = await server.query(`count(last_over_time(${name}[${seconds}s] @ ${to / 1000}))`);
    if (seen.length === 0) missing.push(name);
  }
  // With one of two metrics an expression such as "a or b" can be evaluated.
  return missing.length === names.length ? missing : [];
}

/** When in its interval the server evaluates each loaded group: samples may arrive before or after that. */
async function phasesOf(server: PrometheusClient): Promise<ReadonlyMap<string, number>> {
  const groups = await server.ruleGroups();
  return new Map(groups.filter((one) => one.lastEvaluation > 0).map((one) => [one.name, one.lastEvaluation]));
}

function timingOf({ model }: PlacedRule, group: unknown): Timing {
  const interval = isRecord(group) ? group.interval : undefined;
  return {
    interval: duration(interval ?? DEFAULT_INTERVAL),
    for: duration(model.for ?? '0s'),
    keepFiringFor: duration(model.keep_firing_for ?? '0s'),
  };
}

const duration = (text: unknown) => parseDuration(String(text)) ?? 0;
