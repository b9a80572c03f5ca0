import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['up > 0.05', ['up > 0.045', 'up > 0.055']],
  ['up > 300', ['up > 270', 'up > 330']],
  ['up > 3', ['up > 2', 'up > 4']],
  ['up > 0', ['up > 1']],
  ['up > -5', ['up > -6', 'up > -4']],
  ['up > -300', ['up > -330', 'up > -270']],
  ['up == 20261009', ['up == 20261010']],
  ['up > Inf', []],
  ['up > 1e3', ['up > 900', 'up > 1100']],
  ['topk(3, up)', ['topk(2, up)', 'topk(4, up)']],
  ['histogram_quantile(0.99, up)', ['histogram_quantile(0.995, up)', 'histogram_quantile(0.98, up)']],
  [
    'quantile_over_time(0.1, up[5m])',
    ['quantile_over_time(0.05, up[5m])', 'quantile_over_time(0.2, up[5m])'],
  ],
])('numbers of %s move by a tenth, a whole number by at least one', (expression, mutants) => {
  expect(mutantsBy('number', expression)).toEqual(mutants);
});
