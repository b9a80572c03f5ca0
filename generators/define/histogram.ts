import type { Histogram, LabelValues } from '../contract/metric.ts';
import { following, type Phases } from './boundary-tests.ts';
import { type GivenSeries, increasing } from './scenario.ts';

const QUANTILE = 0.99;

/**
 * The buckets of a histogram whose P99 has the value of each phase. PromQL interpolates within the bucket of
 * the quantile, so some observations are in it and the others in the bucket below
 * (https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile).
 *
 * @param perMinute observations
 */
export function histogramOf<Values extends LabelValues>(
  histogram: Histogram<Values>,
  labels: Partial<Values>,
  phases: Phases,
  perMinute: number,
): readonly GivenSeries[] {
  const bounds = [...histogram.buckets, Number.POSITIVE_INFINITY];
  return bounds.map((bound) => {
    const le = Number.isFinite(bound) ? String(bound) : '+Inf';
    return following(histogram.bucket, { ...labels, le }, phases, (value, length) =>
      increasing(perMinute * shareWithin(bound, value, histogram.buckets), length),
    );
  });
}

/** The share of observations up to `bound`, if the P99 should be `value`. */
function shareWithin(bound: number, value: number, buckets: readonly number[]): number {
  const upper = buckets.find((candidate) => candidate >= value) ?? Number.POSITIVE_INFINITY;
  const lower = buckets.findLast((candidate) => candidate < value) ?? 0;
  if (bound >= upper) return 1;
  if (bound < lower) return 0;
  const position = (value - lower) / (upper - lower);
  return Math.max(0, (QUANTILE - position) / (1 - position));
}
