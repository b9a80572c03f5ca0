import type { Metric } from '../generators/contract/metric.ts';
import { objectiveSeries } from '../generators/contract/objective-series.ts';
import { ruleEvaluation } from '../generators/contract/prometheus.ts';

/** What the objective of HTTP availability records. */
export const availabilitySeries = objectiveSeries(ruleEvaluation, {
  total: 'observer_http_requests',
  errors: 'observer_http_requests_errors',
});

/** What the objective of HTTP latency records; its requests are counted by the histogram. */
export const latencySeries = objectiveSeries(ruleEvaluation, {
  total: 'observer_http_timed_requests',
  errors: 'observer_http_slow_requests',
});

export const objectiveMetrics: readonly Metric[] = [...availabilitySeries.metrics, ...latencySeries.metrics];
