import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a{job="x"}', ['a{}', 'a{job!="x"}']],
  ['a{job!="x", pod=~"b"}', ['a{pod=~"b"}', 'a{job="x", pod=~"b"}', 'a{job!="x"}', 'a{job!="x", pod!~"b"}']],
  ['a{job="x",}', ['a{}', 'a{job!="x",}']],
  ['{job="x"}', ['{job!="x"}']],
  ['{__name__="a", job="x"}', ['{__name__="a"}', '{__name__="a", job!="x"}']],
  ['a{job=~".*"}', ['a{job!~".*"}']],
  // What one side lets through finds no partner on the other, so both must let it through.
  [
    'sum by (job) (a{job="x"}) / sum by (job) (b{job="x"})',
    [
      'sum by (job) (a{}) / sum by (job) (b{})',
      'sum by (job) (a{job!="x"}) / sum by (job) (b{job="x"})',
      'sum by (job) (a{job="x"}) / sum by (job) (b{job!="x"})',
    ],
  ],
  // Where the groups do not keep the label, each alone makes a difference.
  [
    'sum(a{job="x"}) / sum(b{job="x"})',
    [
      'sum(a{}) / sum(b{job="x"})',
      'sum(a{job!="x"}) / sum(b{job="x"})',
      'sum(a{job="x"}) / sum(b{})',
      'sum(a{job="x"}) / sum(b{job!="x"})',
    ],
  ],
  // On the left of "unless" a stranger stays; on the right it has nobody to take away.
  [
    'a{job="x"} unless b{job="x"}',
    [
      'a{} unless b{job="x"}',
      'a{} unless b{}',
      'a{job!="x"} unless b{job="x"}',
      'a{job="x"} unless b{job!="x"}',
    ],
  ],
])('matchers of %s are left out and negated', (expression, mutants) => {
  expect(mutantsBy('matcher', expression)).toEqual(mutants);
});
