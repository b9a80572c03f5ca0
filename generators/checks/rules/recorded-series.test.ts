import { describe, expect, it } from 'vitest';
import { ordersPerMinute } from '../../promql/testing/contract.ts';
import { messages } from '../testing/findings.ts';
import { recordOf } from '../testing/service.ts';
import { recordedSeries } from './recorded-series.ts';

const said = (query: string, labels: Readonly<Record<string, string>> = {}) =>
  messages(recordedSeries, { rules: [recordOf(ordersPerMinute, query, labels)] });

describe('rules/recorded-series', () => {
  it('refuses a rule that writes fewer or more labels than the contract states', () => {
    expect(said('sum(increase(shop_orders_total[2m]))')).toEqual([
      'the contract declares namespace for namespace:shop_orders:increase1m, but the rule does not write it',
    ]);
    expect(said('sum by (namespace, pod) (increase(shop_orders_total[2m]))', { team: 'shop' })).toEqual([
      'the rule writes pod, team, which the contract does not declare for namespace:shop_orders:increase1m',
    ]);
  });

  it('counts the labels that the rule adds', () => {
    expect(said('vector(1)', { namespace: 'shop-prod' })).toEqual([]);
    expect(said('sum by (namespace) (increase(shop_orders_total[2m]))')).toEqual([]);
  });
});
