import { describe, expect, it } from 'vitest';
import { inAlert } from '../testing/findings.ts';
import { windowTooShort } from './window-too-short.ts';

/** The service of the tests is scraped every 30s, and its rules run every 1m. */
describe('promql/window-too-short', () => {
  it.each([
    ['rate(shop_orders_total[1m])', '1m', 'the range 1m of rate() is too short for one sample every 30s'],
    [
      'increase(shop_orders_total[119s])',
      '119s',
      'the range 119s of increase() is too short for one sample every 30s',
    ],
    ['deriv(shop_stock[1m])', '1m', 'the range 1m of deriv() is too short for one sample every 30s'],
    [
      'delta(namespace:shop_orders:increase1m[3m])',
      '3m',
      'the range 3m of delta() is too short for one sample every 1m',
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
