import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a{job="x"}', ['a{}', 'a{job!="x"}']],
  ['a{job!="x", pod=~"b"}', ['a{pod=~"b"}', 'a{job="x", pod=~"b"}', 'a{job!="x"}', 'a{job!="x", pod!~"b"}']],
  ['a{job="x",}', ['a{}', 'a{job!="x",}']],
  ['{job="x"}', ['{job!="x"}']],
  ['{__name__="a", job="x"}', ['{__name__="a"}', '{__name__="a", job!="x"}']],
  ['a{job=~".*"}', ['a{job!~".*"}']],
  // Series that one side admits find no partner on the other, so both sides must admit them.
  [
    'sum by (job) (a{job="x"}) / sum by (job) (b{job="x"})',
    [
      'sum by (job) (a{}) / sum by (job) (b{})',
      'sum by (job) (a{job!="x"}) / sum by (job) (b{job="x"})',
      'sum by (job) (a{job="x"}) / sum by (job) (b{job!="x"})',
    ],
  ],
  // If the groups do not keep the label, each selector matters by itself.
  [
    'sum(a{job="x"}) / sum(b{job="x"})',
    [
      'sum(a{}) / sum(b{job="x"})',
      'sum(a{job!="x"}) / sum(b{job="x"})',
      'sum(a{job="x"}) / sum(b{})',
      'sum(a{job="x"}) / sum(b{job!="x"})',
    ],
  ],
  // On the left of "unless" a foreign series stays; on the right it removes nothing.
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
