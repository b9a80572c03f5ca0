import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a - a offset 1d', ['a - a']],
  ['rate(a[5m] offset 1w)', ['rate(a[5m])']],
  ['a offset -1h', ['a']],
  ['a', []],
])('the offset of %s is left out', (expression, mutants) => {
  expect(mutantsBy('offset', expression)).toEqual(mutants);
});
