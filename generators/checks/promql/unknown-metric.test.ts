import { describe, expect, it } from 'vitest';
import { inAlert, messages } from '../testing/findings.ts';
import { unknownMetric } from './unknown-metric.ts';

describe('promql/unknown-metric', () => {
  it('suggests the closest metric', () => {
    expect(inAlert(unknownMetric, 'sum(shop_stock) / sum(shop_order_total)')).toEqual([
      { at: 'shop_order_total', message: expect.stringContaining('did you mean shop_orders_total?') },
    ]);
  });

  it('suggests nothing if no metric is close', () => {
    expect(inAlert(unknownMetric, 'go_goroutines')).toEqual([
      { at: 'go_goroutines', message: 'the contract has no metric "go_goroutines"' },
    ]);
  });

  it('also reads the queries of variables and annotations', () => {
    const variable = {
      kind: 'query',
      name: 'job',
      label: 'Job',
      query: 'label_values(upp, job)',
      hasMany: true,
    } as const;
    const annotation = {
      name: 'Restarts',
      query: 'changes(shop_starts[5m])',
      color: 'red',
      title: '',
      text: '',
      tags: [],
      step: '60s',
    } as const;
    expect(messages(unknownMetric, { variables: [variable], annotations: [annotation] })).toEqual([
      expect.stringContaining('shop_starts'),
      expect.stringContaining('did you mean up?'),
    ]);
  });

  it.each([['${metric}'], ['{job="shop"}'], ['shop_checkout_duration_seconds_bucket'], ['vector(1)']])(
    'has nothing to say about %s',
    (query) => {
      expect(inAlert(unknownMetric, query)).toEqual([]);
    },
  );
});
