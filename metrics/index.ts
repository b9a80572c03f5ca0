import type { Metric } from 'observability-as-code/contract';
import { podMetrics, volumeMetrics } from 'observability-as-code/mixins/kubernetes';
import { postgresMetrics } from 'observability-as-code/mixins/postgres';
import { emitted } from './emitted.ts';
import * as prometheus from './prometheus.ts';
import { objectiveMetrics } from './slo.ts';

/** Everything that is emitted, recorded or read. The checks refuse a query that names anything else. */
export const contract: readonly Metric[] = [
  ...emitted,
  ...Object.values(prometheus),
  ...podMetrics,
  ...volumeMetrics,
  ...postgresMetrics,
  ...objectiveMetrics,
];
