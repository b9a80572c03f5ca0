import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a > bool 1', ['a > 1']],
  ['a == BOOL on (job) b', ['a == on (job) b']],
  ['time() > bool 5', []],
  ['a > 1', []],
])('of %s "bool" is left out', (expression, mutants) => {
  expect(mutantsBy('bool', expression)).toEqual(mutants);
});
