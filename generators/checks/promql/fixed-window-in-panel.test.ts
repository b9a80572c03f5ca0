import { describe, expect, it } from 'vitest';
import { inAlert, inPanel } from '../testing/findings.ts';
import { fixedWindowInPanel } from './fixed-window-in-panel.ts';

describe('promql/fixed-window-in-panel', () => {
  it.each([
    ['rate(shop_orders_total[5m])', '5m'],
    ['max_over_time(shop_stock[1h:])', '1h'],
  ])('%s', (query, at) => {
    expect(inPanel(fixedWindowInPanel, query)).toEqual([
      { at, message: `the panel query has the fixed range ${at}` },
    ]);
    expect(inAlert(fixedWindowInPanel, query)).toEqual([]);
  });

  it.each([
    ['rate(shop_orders_total[$__rate_interval])'],
    ['shop_stock offset 1d'],
    ['increase(x[${window}])'],
  ])('has nothing to say about %s', (query) => {
    expect(inPanel(fixedWindowInPanel, query)).toEqual([]);
  });
});
