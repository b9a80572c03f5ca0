import { describe, expect, it } from 'vitest';
import { inAlert } from '../testing/findings.ts';
import { counterWithoutRate } from './counter-without-rate.ts';

describe('promql/counter-without-rate', () => {
  it.each([
    ['shop_orders_total > 5', 'the query uses the raw counter shop_orders_total'],
    ['sum(shop_orders_total)', 'sum() expects a gauge, but shop_orders_total is a counter'],
    ['delta(shop_orders_total[5m])', 'delta() expects a gauge, but shop_orders_total is a counter'],
    ['count(shop_orders_total > 5)', 'the query uses the raw counter shop_orders_total'],
    [
      'histogram_quantile(0.9, shop_checkout_duration_seconds_bucket)',
      'histogram_quantile() expects a gauge, but shop_checkout_duration_seconds_bucket is a counter',
    ],
  ])('%s', (query, message) => {
    expect(inAlert(counterWithoutRate, query)).toEqual([{ at: expect.any(String), message }]);
  });

  it.each([
    ['rate(shop_orders_total[5m])'],
    ['increase(shop_orders_total[1h] offset 5m)'],
    ['absent(shop_orders_total)'],
    ['count by (pod) (shop_orders_total)'],
    ['time() - timestamp(shop_orders_total)'],
    ['count_over_time(shop_orders_total[1h])'],
    ['shop_stock unless on (pod) shop_orders_total'],
    ['resets(shop_orders_total[1d])'],
    ['shop_stock'],
  ])('has nothing to say about %s', (query) => {
    expect(inAlert(counterWithoutRate, query)).toEqual([]);
  });
});
