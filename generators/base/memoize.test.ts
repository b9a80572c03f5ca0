import { expect, test } from 'vitest';
import { memoize } from './memoize.ts';

function countingCalls(): { readonly calls: string[]; compute(text: string): string | undefined } {
  const calls: string[] = [];
  return {
    calls,
    compute: (text) => {
      calls.push(text);
      return text === '' ? undefined : text.toUpperCase();
    },
  };
}

test('computes once per text, even if the result is undefined', () => {
  const { calls, compute } = countingCalls();
  const upperCase = memoize(10, compute);
  expect(['a', 'b', 'a', '', ''].map(upperCase)).toEqual(['A', 'B', 'A', undefined, undefined]);
  expect(calls).toEqual(['a', 'b', '']);
});

test('drops the oldest result beyond its limit, and computes it again', () => {
  const { calls, compute } = countingCalls();
  const upperCase = memoize(2, compute);
  expect(['a', 'b', 'c', 'b', 'a'].map(upperCase)).toEqual(['A', 'B', 'C', 'B', 'A']);
  expect(calls).toEqual(['a', 'b', 'c', 'a']);
});
