import { isOpenAt, tradingCalendar } from 'krx-calendar';
import { expect, it } from 'vitest';
import { millisecondsUntilTrading, tradingAllDay } from './trading-day.ts';

it.each([
  ['2026-11-27T12:00:00+09:00', 0],
  ['2026-11-27T23:49:00+09:00', 0],
  ['2026-11-27T23:49:01+09:00', 659],
  ['2026-11-27T23:59:30+09:00', 30],
  ['2026-11-28T00:00:00+09:00', 0],
])('at %s ten minutes of trading begin in %i seconds', (now, seconds) => {
  expect(millisecondsUntilTrading(10, Date.parse(now))).toBe(seconds * 1000);
});

it.each([
  ['a weekday', '2026-11-27T03:00:00+09:00'],
  ['a Saturday', '2026-11-28T23:58:00+09:00'],
  ['a holiday', '2026-12-25T12:00:00+09:00'],
  ['the night before a Sunday', '2026-11-29T00:00:00+09:00'],
])('the market trades on %s', (_, time) => {
  const instant = Date.parse(time) / 1000;
  expect(isOpenAt(tradingCalendar(tradingAllDay(instant * 1000)), instant)).toBe(true);
});
