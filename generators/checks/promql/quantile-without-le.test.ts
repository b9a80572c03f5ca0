import { describe, expect, it } from 'vitest';
import { inPanel } from '../testing/findings.ts';
import { quantileWithoutLe } from './quantile-without-le.ts';

const BUCKETS = 'rate(shop_checkout_duration_seconds_bucket[5m])';

describe('promql/quantile-without-le', () => {
  it.each([
    [`histogram_quantile(0.9, sum by (channel) (${BUCKETS}))`, `sum by (channel) (${BUCKETS})`],
    [
      'histogram_quantile(0.9, rate(shop_checkout_duration_seconds_sum[5m]))',
      'rate(shop_checkout_duration_seconds_sum[5m])',
    ],
    [`histogram_fraction(0, 1, sum(${BUCKETS}))`, `sum(${BUCKETS})`],
  ])('%s', (query, at) => {
    expect(inPanel(quantileWithoutLe, query)).toEqual([
      { at, message: expect.stringContaining('has no label "le"') },
    ]);
  });

  it.each([
    [`histogram_quantile(0.9, sum by (le, channel) (${BUCKETS}))`],
    [`histogram_quantile(0.9, ${BUCKETS})`],
    ['histogram_quantile(0.9, rate(native_histogram[5m]))'],
  ])('has nothing to say about %s', (query) => {
    expect(inPanel(quantileWithoutLe, query)).toEqual([]);
  });
});
