import { type CalendarOverrides, tradingCalendar } from 'krx-calendar';
import { describe, expect, test } from 'vitest';
import { calendarWarnings } from './warnings.ts';

const HAND_FILLED: CalendarOverrides = {
  years: [2027, 2028],
  closures: [{ date: '2028-10-03', reason: '개천절' }],
};

describe('calendarWarnings', () => {
  test.each<[string, CalendarOverrides, string, readonly string[]]>([
    ['in the middle of the known years', {}, '2026-12-31', []],
    ['60 days before the end', {}, '2027-11-01', []],
    [
      '59 days before the end',
      {},
      '2027-11-02',
      ['calendar/ends-soon: the trading calendar ends with 2027, in 59 days'],
    ],
    [
      'the day before the end',
      {},
      '2027-12-30',
      ['calendar/ends-soon: the trading calendar ends with 2027, in 1 day'],
    ],
    [
      'after the end',
      {},
      '2028-01-01',
      ['calendar/unknown-year: the trading calendar knows no holidays of 2028'],
    ],
    [
      'before the beginning',
      {},
      '2025-12-31',
      ['calendar/unknown-year: the trading calendar knows no holidays of 2025'],
    ],
    [
      'with a year in the list that is not built in, at any time',
      { years: [2026, 2027, 2028] },
      '2026-06-01',
      ['calendar/unknown-year: the trading calendar knows no holidays of 2028'],
    ],
    [
      'with a year in the list that is not built in, which is warned of once only',
      { years: [2026, 2027, 2028] },
      '2027-12-30',
      ['calendar/unknown-year: the trading calendar knows no holidays of 2028'],
    ],
    ['with a year filled in by overrides', HAND_FILLED, '2028-01-03', []],
    [
      'with a gap between the years',
      { years: [2027] },
      '2026-06-01',
      ['calendar/unknown-year: the trading calendar knows no holidays of 2026'],
    ],
  ])('%s', (_name, overrides, today, expected) => {
    const warnings = calendarWarnings(tradingCalendar(overrides), today);
    expect(warnings.map(({ code, message }) => `${code}: ${message}`)).toEqual(expected);
    expect(warnings.every(({ severity }) => severity === 'warning')).toBe(true);
  });
});
