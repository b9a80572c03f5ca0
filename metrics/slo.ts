import { type Metric, objectiveSeries, ruleEvaluation } from 'observability-as-code/contract';

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
