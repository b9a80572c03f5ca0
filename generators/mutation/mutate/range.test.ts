import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['rate(a[5m])', ['rate(a[2m30s])', 'rate(a[10m])']],
  ['max_over_time(a[1d] offset 1w)', ['max_over_time(a[12h] offset 1w)', 'max_over_time(a[2d] offset 1w)']],
  [
    'max_over_time(rate(a[5m])[1h:1m])',
    [
      'max_over_time(rate(a[2m30s])[1h:1m])',
      'max_over_time(rate(a[10m])[1h:1m])',
      'max_over_time(rate(a[5m])[30m:1m])',
      'max_over_time(rate(a[5m])[2h:1m])',
    ],
  ],
  ['a', []],
])('the range of %s is halved and doubled', (expression, mutants) => {
  expect(mutantsBy('range', expression)).toEqual(mutants);
});
