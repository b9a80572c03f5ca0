import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a and b', ['a', 'b', 'a unless b']],
  ['a or b', ['a', 'b', 'a and b']],
  ['a unless b', ['a', 'a and b']],
  ['(a) and on (job) (b)', ['a', 'b', '(a) unless on (job) (b)']],
  ['(a > 1 or b > 2) / c', ['((a > 1)) / c', '((b > 2)) / c', '(a > 1 and b > 2) / c']],
  ['a / (b or c)', ['a / (b)', 'a / (c)', 'a / (b and c)']],
  ['((a) or b) > 1', ['(a) > 1', '(b) > 1', '((a) and b) > 1']],
  ['a # first )\n or # second\n b', ['a', 'b', 'a and b']],
])('of %s the operator is mistaken, or a side is left out', (expression, mutants) => {
  expect(mutantsBy('set-operator', expression)).toEqual(mutants);
});
