import type { LabelDomains, Metric } from 'observability-as-code/contract';
import { observer } from '../../metrics/observer.ts';

/**
 * What the observer would answer on /metrics while all is well, made of the contract alone, so that it cannot
 * drift from it: every metric, with every value of the labels that have a fixed set.
 */
export function observerExposition(metrics: readonly Metric[], now: Date = new Date()): string {
  const own = metrics.filter(
    (metric) => metric.exporter.key === observer.exporter.key && metric.name !== 'up',
  );
  return own.map((metric) => familyOf(metric, now.getTime() / 1000)).join('');
}

/** One line of the exposition format. */
export function sampleLine(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabelValue(text)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

function escapeLabelValue(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

/** Values of the labels whose set is open. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  endpoint: ['/status', '/health'],
  status: ['200', '404', '500'],
  version: ['1.4.2'],
  revision: ['8c1d2e3'],
};

/** What happens once a second where all is well; everything else that is counted has never happened. */
const FAILURES: ReadonlySet<string> = new Set([
  '500',
  'rate_limited',
  'rejected',
  'failed',
  'timeout',
  'migrate',
  'left_out',
  'refused',
]);
const NEVER: ReadonlySet<string> = new Set([
  'observer_websocket_gaps_total',
  'observer_websocket_missed_volume_total',
  'observer_jsonl_write_errors_total',
  'observer_jsonl_records_refused_total',
  'observer_jsonl_torn_lines_total',
]);

const DAY = 86_400;

function familyOf(metric: Metric, now: number): string {
  const { name, help, type, domains } = metric;
  const head = `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  const lines = combinations(domains).flatMap((labels) => {
    const happened = countOf(name, labels, now);
    if (metric.type === 'counter') return [sampleLine(name, labels, happened)];
    if (metric.type === 'gauge') return [sampleLine(name, labels, levelOf(metric.name, metric.unit, now))];
    // Everything takes as long as the second bound says.
    const buckets = [...metric.buckets.map(String), '+Inf'].map((le, index) =>
      sampleLine(`${name}_bucket`, { ...labels, le }, index === 0 ? 0 : happened),
    );
    const seconds = metric.buckets[1] ?? 1;
    return [
      ...buckets,
      sampleLine(`${name}_sum`, labels, happened * seconds),
      sampleLine(`${name}_count`, labels, happened),
    ];
  });
  return head + lines.join('');
}

function countOf(name: string, labels: Readonly<Record<string, string>>, now: number): number {
  const hasFailed = Object.values(labels).some((value) => FAILURES.has(value));
  // It started at the last midnight, in UTC.
  return NEVER.has(name) || hasFailed ? 0 : Math.floor(now % DAY);
}

function levelOf(name: string, unit: string, now: number): number {
  if (name === 'observer_token_expiry_timestamp_seconds') return now + DAY;
  if (unit === 'timestamp') return now;
  if (unit === 'info') return 1;
  if (unit === 'boolean') return 0;
  return unit === 'bytes' ? 2 ** 30 : 12;
}

/** Every combination of the values that the labels can have. */
function combinations(domains: LabelDomains): readonly Readonly<Record<string, string>>[] {
  let all: readonly Readonly<Record<string, string>>[] = [{}];
  for (const [label, domain] of Object.entries(domains)) {
    const values = domain.kind === 'one-of' ? domain.values : EXAMPLES[label];
    if (values === undefined) throw new Error(`there is no example of a value for the label ${label}`);
    all = all.flatMap((labels) => values.map((value) => ({ ...labels, [label]: value })));
  }
  return all;
}
