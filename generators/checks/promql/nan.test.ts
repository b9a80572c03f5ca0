import { describe, expect, it } from 'vitest';
import { inAlert, messages } from '../testing/findings.ts';
import { panelOf } from '../testing/service.ts';
import { nan } from './nan.ts';

const RATE = 'rate(shop_orders_total[5m])';

describe('promql/nan in an aggregation', () => {
  it.each([
    [`sum(${RATE} / ${RATE})`, 'a division by 0 can be NaN, and sum() propagates it to the whole result'],
    [`avg(1 - ${RATE} / sum by (pod) (${RATE}))`, 'a division by 0 can be NaN, and avg() propagates it'],
    [
      `avg_over_time((${RATE} % ${RATE})[1h:])`,
      'a division by 0 can be NaN, and avg_over_time() propagates it',
    ],
    [`sum(max by (pod) (${RATE} / ${RATE}))`, 'a division by 0 can be NaN, and sum() propagates it'],
    [
      'avg(histogram_quantile(0.9, rate(shop_checkout_duration_seconds_bucket[5m])))',
      'a quantile without observations can be NaN, and avg() propagates it',
    ],
    ['sum(shop_stock / 0)', 'a division by 0 can be NaN'],
    [`sum(${RATE} / (${RATE} >= 0))`, 'a division by 0 can be NaN'],
  ])('%s', (query, message) => {
    expect(inAlert(nan, query)).toEqual([
      { at: expect.any(String), message: expect.stringContaining(message) },
    ]);
  });

  it.each([
    [`sum(${RATE}) / sum(${RATE})`],
    [`sum(${RATE} / (${RATE} > 0))`],
    [`sum(${RATE} / (${RATE} != 0))`],
    [`sum(${RATE} / clamp_min(${RATE}, 1))`],
    [`sum(${RATE} / ${RATE} > 0.5)`],
    [`max(${RATE} / ${RATE})`],
    [`sum(${RATE} / count by (pod) (${RATE}))`],
    [`count(${RATE} / ${RATE})`],
    ['sum(shop_stock / shop_stock)'],
    [`sum(${RATE} / 60)`],
  ])('has nothing to say about %s', (query) => {
    expect(inAlert(nan, query)).toEqual([]);
  });
});

describe('promql/nan in a panel', () => {
  const said = (kind: 'stat' | 'timeseries', query: string) =>
    messages(nan, { panels: [panelOf({ kind, plots: [{ query }] })], rules: [] });

  it('is reported if the panel shows a single value', () => {
    expect(said('stat', `${RATE} / ${RATE}`)).toEqual([
      'a division by 0 can be NaN, and this single-value panel shows it',
    ]);
    expect(said('stat', `vector(1) and on () (-(${RATE} / ${RATE}))`)).toEqual([]);
    expect(said('stat', `max(-(${RATE} / ${RATE}) or vector(1))`)).toHaveLength(1);
  });

  it('is accepted in a graph, which shows a gap', () => {
    expect(said('timeseries', `${RATE} / ${RATE}`)).toEqual([]);
  });

  it('cannot be the result of a comparison or a count', () => {
    expect(said('stat', `${RATE} / ${RATE} > 0`)).toEqual([]);
    expect(said('stat', `count(${RATE} / ${RATE})`)).toEqual([]);
  });
});
