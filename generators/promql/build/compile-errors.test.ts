import { expect, it } from 'vitest';
import { and, divide, histogramQuantile, rate, select, sum, where } from '../index.ts';
import { checkoutTime, orders, scopeOf, stock } from '../testing/contract.ts';

const scope = scopeOf('5m');
const ordersByPod = sum(rate(select(scope, orders), '5m'), ['pod']);
const ordersByChannel = sum(rate(select(scope, orders), '5m'), ['channel']);

/** Never called: the compiler must reject each line, and reports if it does not. */
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
  // @ts-expect-error a counter has no meaning before rate()
  () => where(select(scope, orders), '>', 5),
  // @ts-expect-error the sides have no label in common
  () => divide(ordersByPod, ordersByChannel),
  // @ts-expect-error only one side has the label
  () => and(ordersByPod, ordersByChannel, { on: ['pod'] }),
  // @ts-expect-error the quantile removes "le"
  () => sum(histogramQuantile(0.9, rate(select(scope, checkoutTime.bucket), '5m'), 'seconds'), ['le']),
  // @ts-expect-error Prometheus has no such window
  () => rate(select(scope, orders), '5 minutes'),
];

it('rejects at compile time what the contract does not have', () => {
  expect(refusedByTheCompiler).toHaveLength(10);
});
