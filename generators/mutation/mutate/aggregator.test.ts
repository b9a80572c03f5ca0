import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['sum(up)', ['max(up)', 'avg(up)']],
  ['avg by (job) (up)', ['max by (job) (up)', 'min by (job) (up)']],
  ['max(up) by (job)', ['min(up) by (job)', 'sum(up) by (job)']],
  ['min(up)', ['max(up)', 'sum(up)']],
  ['count(up)', ['sum(up)', 'max(up)']],
  ['count(up == 0)', ['sum(up == 0)', 'max(up == 0)']],
  ['count(up == 1)', ['max(up == 1)']],
  ['group(up)', ['max(up)']],
  ['topk(3, up)', ['bottomk(3, up)']],
  ['quantile(0.5, up)', []],
  // A sum of values that cannot be negative is 0 if the largest is.
  ['sum(rate(up[5m])) == 0', []],
  ['a and sum(rate(up[5m])) > 0', []],
  ['sum(rate(up[5m])) > 0', ['max(rate(up[5m])) > 0', 'avg(rate(up[5m])) > 0']],
  ['a and sum(up) > 0', ['a and max(up) > 0', 'a and avg(up) > 0']],
])('the aggregation of %s is mistaken for its neighbours', (expression, mutants) => {
  expect(mutantsBy('aggregator', expression)).toEqual(mutants);
});
