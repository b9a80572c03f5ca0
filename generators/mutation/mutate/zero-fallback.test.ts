import { expect, test } from 'vitest';
import { mutateExpression } from './expression.ts';
import { oneLine } from './source.ts';

const mutantsOf = (expression: string) =>
  (mutateExpression(expression) ?? []).map(({ text }) => oneLine(text));

test('a fallback to zero below a threshold has only mutants that change the zero, or keep its side alone', () => {
  const changed = mutantsOf('(a{x="1"} or a * 0) / b > 0.5').filter((text) => !text.includes(' or a * 0)'));
  expect(changed).toEqual([
    '((a * 0)) / b > 0.5',
    '(a{x="1"} or a / 0) / b > 0.5',
    '(a{x="1"} or a * 1) / b > 0.5',
  ]);
  const inside = mutantsOf('(a or sum by (job) (rate(b{x="1"}[5m])) * 0) > 0.5');
  expect(inside.filter((text) => !text.includes('sum by (job) (rate(b{x="1"}[5m]))'))).toEqual([]);
});

test.each([
  ['it is compared with something below zero', '(a or b * 0) > -1'],
  ['it is to stay below a threshold', '(a or b * 0) < 1'],
  ['it may equal the threshold', '(a or b * 0) >= 0'],
  ['it divides', 'c / (a or b * 0) > 1'],
  ['something is added', '(a or b * 0) + 1 > 0.5'],
  ['it is no zero', '(a or b * 1) > 0.5'],
  ['it is matched by labels', '(a or on (job) b * 0) > 0.5'],
  ['the comparison returns a number', '(a or b * 0) > bool 0.5'],
])('where %s a test can notice that the fallback is missing', (_, expression) => {
  expect(mutantsOf(expression).some((text) => !text.includes('or'))).toBe(true);
  expect(mutantsOf(expression).filter((text) => !text.includes(' or '))).toHaveLength(3);
});

test('"and" is detected if the left side can have a sample that the fallback lacks', () => {
  const hasAnd = (expression: string) => mutantsOf(expression).some((text) => text.includes(' and '));
  expect(hasAnd('(sum by (job) (rate(a{x="1"}[5m])) or sum by (job) (rate(a[5m])) * 0) > 0.5')).toBe(false);
  expect(hasAnd('(sum by (job) (rate(a{x="1"}[5m])) or sum by (job) (rate(a[10m])) * 0) > 0.5')).toBe(true);
  expect(hasAnd('(sum by (job) (rate(a[5m])) or sum by (job) (rate(a{x="1"}[5m])) * 0) > 0.5')).toBe(true);
  expect(hasAnd('(sum by (job) (a) or sum by (job, x) (a) * 0) > 0.5')).toBe(true);
  expect(hasAnd('(a or b * 0) > 0.5')).toBe(true);
});
