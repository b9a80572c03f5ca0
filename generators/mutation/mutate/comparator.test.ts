import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['up > 5', ['up >= 5', 'up < 5']],
  ['up >= 5', ['up > 5', 'up <= 5']],
  ['up < 5', ['up <= 5', 'up > 5']],
  ['up <= 5', ['up < 5', 'up >= 5']],
  ['up == 5', ['up != 5']],
  ['up != 5', ['up == 5']],
  ['up >= 1 <= 5', ['up > 1 <= 5', 'up <= 1 <= 5', 'up >= 1 < 5', 'up >= 1 >= 5']],
  ['up + 5', []],
])('of %s the strictness and the direction are mistaken', (expression, mutants) => {
  expect(mutantsBy('comparator', expression)).toEqual(mutants);
});
