import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a + b', ['a - b']],
  ['a - b', ['a + b']],
  ['a * b', ['a / b']],
  ['a / b', ['a * b']],
  ['a % b', ['a / b']],
  ['a ^ b', ['a * b']],
  ['-a', ['a']],
  ['a * 0', ['a / 0']],
  ['a * 1', []],
  ['a - 0', []],
  ['(a + b) / c', ['(a - b) / c', '(a + b) * c']],
])('operators of %s are mistaken for their opposites', (expression, mutants) => {
  expect(mutantsBy('arithmetic', expression)).toEqual(mutants);
});
