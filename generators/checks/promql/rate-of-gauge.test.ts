import { describe, expect, it } from 'vitest';
import { inAlert } from '../testing/findings.ts';
import { rateOfGauge } from './rate-of-gauge.ts';

describe('promql/rate-of-gauge', () => {
  it.each(['rate', 'irate', 'increase', 'resets'])('refuses %s() of a gauge', (name) => {
    expect(inAlert(rateOfGauge, `sum(${name}(shop_stock[5m]))`)).toEqual([
      { at: 'shop_stock[5m]', message: `${name}() reads the gauge shop_stock` },
    ]);
  });

  it.each([['rate(shop_orders_total[5m])'], ['deriv(shop_stock[5m])'], ['rate(some_foreign_metric[5m])']])(
    'has nothing to say about %s',
    (query) => {
      expect(inAlert(rateOfGauge, query)).toEqual([]);
    },
  );
});
