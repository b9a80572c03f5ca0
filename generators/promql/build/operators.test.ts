import { describe, expect, it } from 'vitest';
import { type InstantVector, QueryError, sum, textOf, topk } from '../index.ts';
import { checkoutTime, lastDelivery, orders, scopeOf, stock, transferred } from '../testing/contract.ts';
import { absent, histogramQuantile, increase, now, rate, raw, vector } from './functions.ts';
import {
  add,
  and,
  divide,
  multiply,
  or,
  subtract,
  subtractFrom,
  unless,
  where,
  withUnit,
} from './operators.ts';
import { anyOf, matches, matchesNot, not, over, select, variable, variables } from './select.ts';

const scope = scopeOf('5m', { namespace: 'shop' });
const ordersBy = (...labels: readonly ('channel' | 'pod')[]) =>
  sum(rate(select(scope, orders), '5m'), labels);

describe('select', () => {
  it('puts the conditions of the scope before its own', () => {
    expect(textOf(select(scope, orders, { channel: 'web' }))).toBe(
      'shop_orders_total{namespace="shop", channel="web"}',
    );
  });

  it.each([
    [not('x'), '!="x"'],
    [matches('5..'), '=~"5.."'],
    [matchesNot('5..'), '!~"5.."'],
    [anyOf('a.b', 'c'), '=~"a\\\\.b|c"'],
    [variable('status'), '="$status"'],
    [variables('status'), '=~"$status"'],
  ])('writes the condition %j as %s', (condition, text) => {
    expect(textOf(select(scopeOf('5m'), orders, { status: condition }))).toBe(
      `shop_orders_total{status${text}}`,
    );
  });

  it('can be empty if the series starts with the first event, or an open label is narrowed', () => {
    expect(select(scope, orders).canBeEmpty).toBe(true);
    expect(select(scope, transferred, { channel: 'web' }).canBeEmpty).toBe(false);
    expect(select(scope, stock, { article: 'tea' }).canBeEmpty).toBe(true);
    expect(select(scope, stock).canBeEmpty).toBe(false);
  });

  it('keeps the conditions of a scope when its window changes', () => {
    const wider = over(scope, '1h');
    expect(wider.window).toBe('1h');
    expect(textOf(select(wider, stock))).toBe('shop_stock{namespace="shop"}');
  });
});

describe('operators', () => {
  it('know the unit of their result', () => {
    const bytes = rate(select(scope, transferred), '5m');
    expect(bytes.unit).toBe('bytes/s');
    expect(increase(select(scope, transferred), '1h').unit).toBe('bytes');
    expect(divide(bytes, bytes).unit).toBe('ratio');
    expect(subtractFrom(now, select(scope, lastDelivery)).unit).toBe('seconds');
    expect(withUnit(multiply(divide(bytes, bytes), 100), 'percent').unit).toBe('percent');
    expect(add(bytes, select(scopeOf('5m'), transferred).unit === 'bytes' ? 1 : 2).unit).toBe('bytes/s');
  });

  it('know whether the result can be NaN', () => {
    const all = ordersBy('channel');
    expect(divide(all, all).canBeNaN).toBe(true);
    expect(divide(all, where(all, '>', 0)).canBeNaN).toBe(false);
    expect(where(divide(all, all), '>', 0.5).canBeNaN).toBe(false);
  });

  it('know whether the result can be empty', () => {
    const always = select(scope, stock);
    expect(or(vector(0), vector(1)).canBeEmpty).toBe(false);
    expect(where(always, '>', 0).canBeEmpty).toBe(true);
    expect(absent(always).canBeEmpty).toBe(true);
  });

  it('list each series they read once', () => {
    const all = ordersBy('channel');
    expect(divide(all, all).reads).toEqual([orders]);
  });

  it('reject sides with different labels, because they would match nothing', () => {
    const untyped = (query: InstantVector): InstantVector => query;
    expect(() => subtract(untyped(ordersBy('channel')), untyped(ordersBy('pod')))).toThrow(QueryError);
    expect(() => subtract(untyped(ordersBy('channel')), untyped(ordersBy('pod')))).toThrow(
      '"-" would match nothing: the left side has the labels channel, the right side pod',
    );
  });

  it.each([
    ['and', and],
    ['unless', unless],
  ])('refuse "%s" on a label that a side lacks', (name, operation) => {
    const left: InstantVector = ordersBy('channel');
    const right: InstantVector = ordersBy('pod');
    expect(() => operation(left, right, { on: ['pod'] })).toThrow(
      `"${name} on (pod)" can never match: the left side has the labels channel and lacks pod`,
    );
  });

  it.each([undefined, Number.NaN])(
    'refuse %s for a number, such as a threshold whose name is mistyped',
    (value) => {
      expect(() => Reflect.apply(where, undefined, [ordersBy('pod'), '>', value])).toThrow(
        `a query needs a number, and gets ${value}`,
      );
    },
  );

  it('render the guard of an alert with its labels', () => {
    expect(
      textOf(and(ordersBy('channel'), where(ordersBy('channel'), '>=', 20), { on: ['channel'] })),
    ).toContain('and on (channel)');
  });
});

describe('functions', () => {
  it('accept a selector only if they need a range', () => {
    const { expression: _, ...rest } = select(scope, orders);
    const notASelector = { ...rest, expression: { type: 'number', value: 1 } as const };
    expect(() => rate(notASelector, '5m')).toThrow('rate() takes a selector');
  });

  it('name a window that is undefined, as a misspelt property of the scope is', () => {
    // @ts-expect-error: definitions run without a type check
    expect(() => rate(select(scope, orders), scope.windw)).toThrow(
      'rate() needs a window, such as scope.window',
    );
  });

  it('reject a quantile of buckets without their bounds', () => {
    const buckets: InstantVector = sum(rate(select(scope, checkoutTime.bucket), '5m'), ['channel']);
    expect(() => histogramQuantile(0.9, buckets, 'seconds')).toThrow(
      'histogram_quantile needs the label "le"',
    );
  });

  it('remove the bounds with the quantile', () => {
    const buckets = sum(rate(select(scope, checkoutTime.bucket), '5m'), ['le', 'channel']);
    const quantile = histogramQuantile(0.99, buckets, 'seconds');
    expect(quantile.labels).toEqual(['channel']);
    expect(quantile.canBeNaN).toBe(true);
    expect(textOf(quantile)).toBe(
      [
        'histogram_quantile(',
        '  0.99,',
        '  sum by (le, channel) (rate(shop_checkout_duration_seconds_bucket{namespace="shop"}[5m]))',
        ')',
      ].join('\n'),
    );
  });

  it('give absent() the labels that its selector fixes', () => {
    expect(absent(select(scope, stock, { article: matches('t.*'), pod: '' })).labels).toEqual(['namespace']);
  });

  it('keep all labels of the largest series', () => {
    expect(topk(3, select(scope, stock)).labels).toEqual(select(scope, stock).labels);
  });

  it('accept raw text with its stated properties', () => {
    const hour = raw('hour()', { labels: [], unit: 'count', canBeEmpty: false, canBeNaN: false, reads: [] });
    expect(textOf(where(hour, '>', 8))).toBe('(hour()) > 8');
  });
});
