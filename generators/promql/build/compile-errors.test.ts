import { expect, it } from 'vitest';
import { and, divide, histogramQuantile, rate, select, sum, where } from '../index.ts';
import { checkoutTime, orders, scopeOf, stock } from '../testing/contract.ts';

const scope = scopeOf('5m');
const ordersByPod = sum(rate(select(scope, orders), '5m'), ['pod']);
const ordersByChannel = sum(rate(select(scope, orders), '5m'), ['channel']);

/** Never called: the compiler has to refuse each line, and says so where it does not. */
const refusedByTheCompiler = [
  // @ts-expect-error the metric has no label "chanel"
  () => select(scope, orders, { chanel: 'web' }),
  // @ts-expect-error the label has no value "fax"
  () => select(scope, orders, { channel: 'fax' }),
  // @ts-expect-error the query has no label "article"
  () => sum(rate(select(scope, orders), '5m'), ['article']),
  // @ts-expect-error the aggregation dropped "pod"
  () => sum(ordersByChannel, ['pod']),
  // @ts-expect-error rate() of a gauge
  () => rate(select(scope, stock), '5m'),
  // @ts-expect-error a counter is no quantity before rate() made one of it
  () => where(select(scope, orders), '>', 5),
  // @ts-expect-error the sides have no label in common
  () => divide(ordersByPod, ordersByChannel),
  // @ts-expect-error only one side has the label
  () => and(ordersByPod, ordersByChannel, { on: ['pod'] }),
  // @ts-expect-error the quantile takes "le" away
  () => sum(histogramQuantile(0.9, rate(select(scope, checkoutTime.bucket), '5m'), 'seconds'), ['le']),
  // @ts-expect-error Prometheus has no such window
  () => rate(select(scope, orders), '5 minutes'),
];

it('refuses at compile time what the contract does not have', () => {
  expect(refusedByTheCompiler).toHaveLength(10);
});
