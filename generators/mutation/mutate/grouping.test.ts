import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['sum by (namespace, job) (up)', ['sum by (job) (up)', 'sum by (namespace) (up)']],
  ['sum(up) by (job)', ['sum(up) by ()']],
  ['sum without (pod, uid) (up)', ['sum without (uid) (up)', 'sum without (pod) (up)']],
  ['sum by (job,) (up)', ['sum by () (up)']],
  ['sum(up)', []],
])('of %s one label is left out', (expression, mutants) => {
  expect(mutantsBy('grouping', expression)).toEqual(mutants);
});
