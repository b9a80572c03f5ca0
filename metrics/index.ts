import type { Exporter, Metric } from 'observability-as-code/contract';
import { podMetrics, volumeMetrics } from 'observability-as-code/mixins/kubernetes';
import { postgresMetrics } from 'observability-as-code/mixins/postgres';
import * as observer from './observer.ts';
import * as process from './process.ts';
import * as prometheus from './prometheus.ts';
import { objectiveMetrics } from './slo.ts';

/** Everything that is emitted, recorded or read. The checks refuse a query that names anything else. */
export const contract: readonly Metric[] = [
  ...[observer, process, prometheus]
    .flatMap((module): readonly unknown[] => Object.values(module))
    .filter(isMetric),
  ...podMetrics,
  ...volumeMetrics,
  ...postgresMetrics,
  ...objectiveMetrics,
];

/** Exporters by key, with the `job` label that they have by default. */
export const exporters: readonly Exporter[] = [
  ...new Map(contract.map((metric) => [metric.exporter.key, metric.exporter])).values(),
];

function isMetric(value: unknown): value is Metric {
  return typeof value === 'object' && value !== null && 'type' in value && 'exporter' in value;
}
