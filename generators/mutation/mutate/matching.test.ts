import { expect, test } from 'vitest';
import { mutantsBy } from './testing.ts';

test.each<[expression: string, mutants: string[]]>([
  ['a and on (pod, job) b', ['a and on (job) b', 'a and on (pod) b']],
  ['a * ignoring (uid) b', ['a * ignoring () b']],
  ['a{job="x"} and on (pod, job) b{job="x"}', ['a{job="x"} and on (job) b{job="x"}']],
  ['a{job="x"} and on (job) b{job="y"}', ['a{job="x"} and on () b{job="y"}']],
  ['a and b', []],
])('of %s one label by which samples are paired is left out', (expression, mutants) => {
  expect(mutantsBy('matching', expression)).toEqual(mutants);
});
