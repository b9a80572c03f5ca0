import { describe, expect, it } from 'vitest';
import { inAlert } from '../testing/findings.ts';
import { rangeBeyondRetention } from './range-beyond-retention.ts';

/** The Prometheus of these tests keeps 10d. */
describe('promql/range-beyond-retention', () => {
  it.each([
    ['avg_over_time(shop_stock[30d])', 'the query needs 4w2d of samples, but Prometheus keeps 10d'],
    ['avg_over_time(shop_stock[6d] offset 5d)', 'the query needs 1w4d of samples, but Prometheus keeps 10d'],
    [
      'max_over_time(rate(shop_orders_total[1d])[10d:1h])',
      'the query needs 1w4d of samples, but Prometheus keeps 10d',
    ],
    ['shop_stock offset 2w', 'the query needs 2w of samples, but Prometheus keeps 10d'],
  ])('%s', (query, message) => {
    expect(inAlert(rangeBeyondRetention, query)).toEqual([{ at: expect.any(String), message }]);
  });

  it.each([['avg_over_time(shop_stock[10d])'], ['shop_stock offset -30d'], ['rate(x[$__range])']])(
    'has nothing to say about %s',
    (query) => {
      expect(inAlert(rangeBeyondRetention, query)).toEqual([]);
    },
  );
});
