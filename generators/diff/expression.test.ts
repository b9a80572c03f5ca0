import { describe, expect, it } from 'vitest';
import { compareExpressions, metricsIn } from './expression.ts';

describe('compareExpressions', () => {
  it.each([
    { what: 'nothing', before: 'up == 0', after: 'up == 0', expected: [] },
    { what: 'layout', before: 'sum(rate(x[5m])) > 1', after: 'sum(\n  rate(x[5m])\n)\n> 1', expected: [] },
    { what: 'parentheses that mean nothing', before: '(a / b) > 1', after: 'a / b > 1', expected: [] },
    {
      what: 'a threshold',
      before: 'a / b > 0.05',
      after: 'a / b > 0.02',
      expected: ['threshold: 0.05 → 0.02'],
    },
    { what: 'a negative threshold', before: 'a < -1', after: 'a < -2', expected: ['threshold: -1 → -2'] },
    {
      what: 'a threshold behind a guard',
      before: 'a > 1 and b >= 20',
      after: 'a > 1 and b >= 40',
      expected: ['threshold: 20 → 40'],
    },
    { what: 'a factor', before: 'a * 100', after: 'a * 60', expected: ['number: 100 → 60'] },
    { what: 'a comparison', before: 'a > 1', after: 'a >= 1', expected: ['comparison: > → >='] },
    { what: 'a window', before: 'rate(a[5m])', after: 'rate(a[10m])', expected: ['window: 5m → 10m'] },
    {
      what: 'the window of a subquery',
      before: 'max_over_time(a[1h:])',
      after: 'max_over_time(a[2h:])',
      expected: ['window: 1h → 2h'],
    },
    { what: 'an offset', before: 'a', after: 'a offset 1h', expected: ['offset: none → 1h'] },
    {
      what: 'a metric',
      before: 'sum(a_total)',
      after: 'sum(b_total)',
      expected: ['metric: a_total → b_total'],
    },
    {
      what: 'a matcher',
      before: 'a{code="500"}',
      after: 'a{code=~"5.."}',
      expected: ['matcher: code="500" → code=~"5.."'],
    },
    {
      what: 'matchers that come and go',
      before: 'a{x="1"}',
      after: 'a{y="2"}',
      expected: ['matcher: x="1" → none', 'matcher: none → y="2"'],
    },
    { what: 'the order of matchers', before: 'a{x="1", y="2"}', after: 'a{y="2", x="1"}', expected: [] },
    {
      what: 'a function',
      before: 'rate(a[5m])',
      after: 'increase(a[5m])',
      expected: ['function: rate → increase'],
    },
    {
      what: 'an aggregation and its grouping',
      before: 'sum by (pod) (a)',
      after: 'max by (pod, job) (a)',
      expected: ['aggregation: sum → max', 'grouping: by (pod) → by (pod, job)'],
    },
    {
      what: 'the matching of a join',
      before: 'a * on (pod) b',
      after: 'a * on (pod, job) group_left (node) b',
      expected: ['matching: on (pod) → on (pod, job) group_left (node)'],
    },
    { what: 'another shape', before: 'a', after: 'sum( a )', expected: ['query: a → sum(a)'] },
    {
      what: 'another shape inside',
      before: 'sum(a) > 1',
      after: 'sum(a + b) > 2',
      expected: ['query: a → a + b', 'threshold: 1 → 2'],
    },
    { what: 'a text that is no query', before: 'a', after: 'a >', expected: ['query: a → a >'] },
    {
      what: 'variables of Grafana',
      before: 'rate(a{pod=~"$pod"}[$__rate_interval])',
      after: 'rate(a{pod=~"$pod"}[5m])',
      expected: ['window: $__rate_interval → 5m'],
    },
  ])('reports $what', ({ before, after, expected }) => {
    expect(
      compareExpressions(before, after).map(
        (detail) => `${detail.what}: ${detail.before ?? 'none'} → ${detail.after ?? 'none'}`,
      ),
    ).toEqual(expected);
  });
});

it('metricsIn names each metric once, in order', () => {
  expect(metricsIn('b / a + rate(b[5m]) + {job="x"}')).toEqual(['a', 'b']);
  expect(metricsIn('not a query')).toEqual([]);
});
