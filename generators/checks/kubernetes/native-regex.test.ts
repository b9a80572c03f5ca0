import { expect, test } from 'vitest';
import { RE2 } from './native-regex.ts';

test.each([
  ['^(?i)(abort|warn)?$', 'WARN', true],
  ['^(?i)(abort|warn)?$', 'warned', false],
  ['^[a-z]+$', 'abc', true],
  ['^[a-z]+$', 'ABC', false],
])('the pattern %s of a schema matches %s: %s', (pattern, text, isMatch) => {
  expect(new RE2(pattern, 'u').test(text)).toBe(isMatch);
});
