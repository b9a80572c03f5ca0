import { describe, expect, test } from 'vitest';
import { isWeekend } from './dates.ts';
import { closuresOf, KNOWN_YEARS } from './holidays.ts';
import { CLOSURES_BY_HAND } from './testdata/closures.ts';

describe('holidays', () => {
  test('the known years are those that were compared by hand', () => {
    expect(KNOWN_YEARS).toEqual(Object.keys(CLOSURES_BY_HAND).map(Number));
  });

  test.each(Object.entries(CLOSURES_BY_HAND))(
    'the closures of %s are the ones listed by hand',
    (year, dates) => {
      expect(closuresOf(Number(year))?.map(({ date }) => date)).toEqual(dates);
    },
  );

  test('every closure is a weekday and says why', () => {
    for (const { date, reason } of KNOWN_YEARS.flatMap((year) => closuresOf(year) ?? [])) {
      expect(isWeekend(date), date).toBe(false);
      expect(reason, date).not.toBe('');
    }
  });

  test('the closures of a year that is not known are undefined, not empty', () => {
    expect(closuresOf(2025)).toBeUndefined();
    expect(closuresOf(2028)).toBeUndefined();
  });
});
