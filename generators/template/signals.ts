import { signal } from 'observability-as-code';
import {
  divide,
  histogramQuantile,
  matches,
  multiply,
  or,
  rate,
  select,
  sum,
  where,
} from 'observability-as-code/promql';
import { httpRequestDuration, httpRequests } from './metrics.ts';

/** A signal is a query with a meaning: the panel plots exactly what the alert compares. */
export const errorRatio = signal(
  'error-ratio',
  'Share of HTTP requests that end with a 5xx status; without requests there is no value.',
  (scope) => {
    const requests = sum(rate(select(scope, httpRequests), scope.window), ['namespace', 'job']);
    const failed = select(scope, httpRequests, { code: matches('5..') });
    const errors = sum(rate(failed, scope.window), ['namespace', 'job']);
    // Before the first error there is no such series: that is 0, not nothing.
    return divide(or(errors, multiply(requests, 0)), where(requests, '>', 0));
  },
);

export const latencyP99 = signal(
  'latency-p99',
  '99 % of HTTP requests are answered within this time.',
  (scope) => {
    const buckets = rate(select(scope, httpRequestDuration.bucket), scope.window);
    // Without requests the quantile is NaN, which a single number would show as such.
    return where(histogramQuantile(0.99, sum(buckets, ['namespace', 'job', 'le']), 'seconds'), '>=', 0);
  },
);
