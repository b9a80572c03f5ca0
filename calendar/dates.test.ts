import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, isRealDate, koreanDate, minuteOfDay, startOfKoreanDate } from './dates.ts';

describe('dates', () => {
  test.each([
    ['2026-02-28', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-02-30', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-1-1', false],
    ['20260101', false],
    ['2026-01-01T00', false],
    ['', false],
    ['tomorrow', false],
  ])('%j is a real date: %j', (date, isReal) => {
    expect(isRealDate(date)).toBe(isReal);
  });

  test.each([
    ['00:00', 0],
    ['09:00', 540],
    ['23:59', 1439],
    ['24:00', undefined],
    ['9:00', undefined],
    ['09:60', undefined],
    ['09:00:00', undefined],
    ['', undefined],
  ])('%j is minute %j of the day', (clockTime, minute) => {
    expect(minuteOfDay(clockTime)).toBe(minute);
  });

  test('a date lasts from its first second in Korea to its last', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -40_000, max: 80_000 }),
        fc.integer({ min: 0, max: 86_399 }),
        (day, second) => {
          const start = day * 86_400 - 32_400;
          const date = koreanDate(start + second);
          expect(isRealDate(date)).toBe(true);
          expect(startOfKoreanDate(date)).toBe(start);
          expect(koreanDate(start - 1)).toBe(addDays(date, -1));
        },
      ),
    );
  });
});
