import { expect, it } from 'vitest';
import { millisecondsUntilTrading } from './trading-day.ts';

it.each([
  ['2026-11-27T12:00:00+09:00', 0],
  ['2026-11-27T23:49:00+09:00', 0],
  ['2026-11-27T23:49:01+09:00', 659],
  ['2026-11-27T23:59:30+09:00', 30],
  ['2026-11-28T00:00:00+09:00', 0],
])('at %s ten minutes of trading begin in %i seconds', (now, seconds) => {
  expect(millisecondsUntilTrading(10, Date.parse(now))).toBe(seconds * 1000);
});
