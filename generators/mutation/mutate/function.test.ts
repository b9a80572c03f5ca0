import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['rate(a[5m])', ['increase(a[5m])', 'irate(a[5m])', 'deriv(a[5m])']],
  ['increase(a[5m])', ['rate(a[5m])', 'delta(a[5m])']],
  ['max_over_time(a[5m])', ['min_over_time(a[5m])', 'avg_over_time(a[5m])']],
  ['absent(a)', ['a']],
  ['absent_over_time(a[5m])', ['present_over_time(a[5m])']],
  ['clamp_min(a - b, 0) < 5', ['clamp_max(a - b, 0) < 5', '(a - b) < 5']],
  ['abs(a)', ['a']],
  ['time()', []],
  // Whether there was anything is the same per second and in total.
  ['a unless increase(b[5m]) > 0', ['a unless delta(b[5m]) > 0']],
  ['sum(rate(b[5m])) == 0', ['sum(irate(b[5m])) == 0', 'sum(deriv(b[5m])) == 0']],
  [
    'sum(rate(b[5m])) == 1',
    ['sum(increase(b[5m])) == 1', 'sum(irate(b[5m])) == 1', 'sum(deriv(b[5m])) == 1'],
  ],
])('functions of %s are mistaken for their neighbours, or left out', (expression, mutants) => {
  expect(mutantsBy('function', expression)).toEqual(mutants);
});
