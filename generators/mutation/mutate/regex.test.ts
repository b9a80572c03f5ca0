import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a{pod=~"observer-.+"}', ['a{pod=~".*observer-.+"}']],
  ['a{pod=~"observer"}', ['a{pod=~".*observer.*"}']],
  ['a{status=~"5.."}', []],
  ['a{status=~"4..|5.."}', ['a{status=~"5.."}', 'a{status=~"4.."}']],
  ['a{status!~"4..|5.."}', ['a{status!~"5.."}', 'a{status!~"4.."}']],
  ['a{pod=~"x(a|b)"}', []],
  ['a{pod=~"x[|]y"}', []],
  ['a{pod=~".*db.*"}', []],
  ['a{pod=~"\\\\|db"}', ['a{pod=~".*\\\\|db.*"}']],
  ['a{pod="observer"}', []],
])('patterns of %s lose an alternative, or their anchors', (expression, mutants) => {
  expect(mutantsBy('regex', expression)).toEqual(mutants);
});
