import { describe, expect, it } from 'vitest';
import { ordersPerMinute } from '../../promql/testing/contract.ts';
import { messages } from '../testing/findings.ts';
import { recordOf } from '../testing/service.ts';
import { recordingName } from './recording-name.ts';

const said = (name: string) =>
  messages(recordingName, { rules: [recordOf({ ...ordersPerMinute, name }, 'vector(1)')] });

describe('rules/recording-name', () => {
  it.each(['shop_orders', 'namespace:shop_orders', 'a:b:c:d', 'namespace::rate5m'])('refuses %s', (name) => {
    expect(said(name)).toEqual([`"${name}" does not have the form level:metric:operations`]);
  });

  it('refuses _total, which denotes a counter', () => {
    expect(said('namespace:shop_orders_total:rate5m')).toEqual([
      '"namespace:shop_orders_total:rate5m" contains _total, but the recorded series is not a counter',
    ]);
  });

  it('accepts level:metric:operations', () => {
    expect(said('namespace_job:shop_orders:rate5m')).toEqual([]);
  });
});
