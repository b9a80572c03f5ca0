import { describe, expect, it } from 'vitest';
import { inAlert, messages } from '../testing/findings.ts';
import { alertOf } from '../testing/service.ts';
import { noCondition } from './no-condition.ts';

describe('alert/no-condition', () => {
  it.each([
    ['sum(shop_stock)'],
    ['vector(1)'],
    ['shop_stock / shop_stock'],
    ['shop_stock > 1 or vector(1)'],
    ['max_over_time(shop_stock[5m])'],
    ['shop_stock and shop_stock'],
    ['-shop_stock'],
  ])('refuses %s', (query) => {
    expect(inAlert(noCondition, query)).toEqual([{ at: query, message: 'the alert query has no condition' }]);
  });

  it('explains the problem with "bool"', () => {
    expect(inAlert(noCondition, 'shop_stock > bool 1')).toEqual([
      { at: 'shop_stock > bool 1', message: '"bool" returns 0 or 1, and the alert fires on both' },
    ]);
  });

  it.each([
    ['shop_stock < 1'],
    ['absent(shop_stock)'],
    ['shop_stock unless shop_stock offset 1d'],
    ['vector(1) and on () (shop_stock == 0)'],
    ['shop_orders_total'],
    ['some_foreign_metric'],
    ['sum(shop_stock < 1)'],
  ])('takes %s', (query) => {
    expect(inAlert(noCondition, query)).toEqual([]);
  });

  it("accepts a dead man's switch, which always fires", () => {
    expect(messages(noCondition, { rules: [alertOf({ query: 'vector(1)', severity: 'none' })] })).toEqual([]);
  });
});
