import { describe, expect, it } from 'vitest';
import { inAlert } from '../testing/findings.ts';
import { windowTooShort } from './window-too-short.ts';

/** The service of the tests is scraped every 30s, and its rules run every 1m. */
describe('promql/window-too-short', () => {
  it.each([
    ['rate(shop_orders_total[1m])', '1m', 'rate() looks at 1m, but there is one sample in 30s'],
    ['increase(shop_orders_total[119s])', '119s', 'increase() looks at 119s, but there is one sample in 30s'],
    ['deriv(shop_stock[1m])', '1m', 'deriv() looks at 1m, but there is one sample in 30s'],
    [
      'delta(namespace:shop_orders:increase1m[3m])',
      '3m',
      'delta() looks at 3m, but there is one sample in 1m',
    ],
  ])('%s', (query, at, message) => {
    expect(inAlert(windowTooShort, query)).toEqual([{ at, message }]);
  });

  it.each([
    ['rate(shop_orders_total[2m])'],
    ['rate(shop_orders_total[$__rate_interval])'],
    ['max_over_time(shop_stock[1m])'],
    ['rate(shop_stock[1m:10s])'],
    ['delta(namespace:shop_orders:increase1m[4m])'],
  ])('has nothing to say about %s', (query) => {
    expect(inAlert(windowTooShort, query)).toEqual([]);
  });
});
