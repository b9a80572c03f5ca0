import { Ajv } from 'ajv';
import { type CalendarOverrides, calendarSchema } from 'krx-calendar';
import { OVERRIDES } from 'krx-calendar/testdata';
import { DiagnosticError } from 'observability-as-code';
import { describe, expect, test } from 'vitest';
import { validCalendar } from './validation.ts';

/** `code place` of every diagnostic that the overrides cause. */
function findings(overrides: CalendarOverrides): readonly string[] {
  try {
    validCalendar(overrides);
    return [];
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ code, place }) => `${code} ${place.definition}`);
  }
}

function closure(date: string): CalendarOverrides {
  return { closures: [{ date, reason: '임시공휴일' }] };
}

function special(date: string, opens = '10:00', closes = '16:30'): CalendarOverrides {
  return { specialDays: [{ date, opens, closes, reason: '수능' }] };
}

describe('overrides that cannot be meant so', () => {
  test.each<[string, CalendarOverrides, readonly string[]]>([
    [
      'a closure in the past',
      closure('2025-10-10'),
      ['calendar/date-outside-years calendar.closures[0].date'],
    ],
    [
      'a closure in a year to come',
      closure('2028-10-02'),
      ['calendar/date-outside-years calendar.closures[0].date'],
    ],
    ['a closure on a Saturday', closure('2027-10-09'), ['calendar/weekend calendar.closures[0].date']],
    ['a closure on a Sunday', closure('2027-10-10'), ['calendar/weekend calendar.closures[0].date']],
    [
      'a closure on a date that is none',
      closure('2027-02-30'),
      ['calendar/invalid-date calendar.closures[0].date'],
    ],
    [
      'a closure in another notation',
      closure('2027/10/05'),
      ['calendar/invalid-date calendar.closures[0].date'],
    ],
    [
      'a closure that is built in',
      closure('2026-10-09'),
      ['calendar/duplicate-date calendar.closures[0].date'],
    ],
    [
      'a closure written twice',
      {
        closures: [
          { date: '2027-10-05', reason: 'a' },
          { date: '2027-10-05', reason: 'b' },
        ],
      },
      ['calendar/duplicate-date calendar.closures[1].date'],
    ],
    [
      'an opening of a trading day',
      { openings: ['2027-10-05'] },
      ['calendar/not-a-closure calendar.openings[0]'],
    ],
    ['an opening on a Saturday', { openings: ['2027-10-09'] }, ['calendar/weekend calendar.openings[0]']],
    [
      'an opening written twice',
      { openings: ['2026-10-09', '2026-10-09'] },
      ['calendar/duplicate-date calendar.openings[1]'],
    ],
    [
      'a date that is opened and closed',
      { ...closure('2026-10-09'), openings: ['2026-10-09'] },
      ['calendar/duplicate-date calendar.closures[0].date'],
    ],
    [
      'special hours on a configured closure',
      { ...closure('2027-11-18'), ...special('2027-11-18') },
      ['calendar/duplicate-date calendar.specialDays[0].date'],
    ],
    [
      'special hours on a built-in closure',
      special('2026-10-09'),
      ['calendar/closed-day calendar.specialDays[0].date'],
    ],
    ['special hours on a Sunday', special('2027-11-21'), ['calendar/weekend calendar.specialDays[0].date']],
    [
      'special hours in an unknown year',
      special('2028-11-16'),
      ['calendar/date-outside-years calendar.specialDays[0].date'],
    ],
    [
      'hours that end before they begin',
      special('2027-11-18', '16:30', '10:00'),
      ['calendar/impossible-time calendar.specialDays[0]'],
    ],
    [
      'hours that last no time',
      special('2027-11-18', '10:00', '10:00'),
      ['calendar/impossible-time calendar.specialDays[0]'],
    ],
    [
      'hours that no clock shows',
      special('2027-11-18', '10:00', '25:00'),
      ['calendar/impossible-time calendar.specialDays[0]'],
    ],
    [
      'several mistakes at once, all of which are reported',
      { ...closure('2027-10-10'), openings: ['2027-10-05'], ...special('2027-02-31', '9', '10') },
      [
        'calendar/not-a-closure calendar.openings[0]',
        'calendar/weekend calendar.closures[0].date',
        'calendar/invalid-date calendar.specialDays[0].date',
        'calendar/impossible-time calendar.specialDays[0]',
      ],
    ],
  ])('%s', (_name, overrides, expected) => {
    expect(findings(overrides)).toEqual(expected);
  });

  test('every diagnostic says what to write instead', () => {
    expect(() => validCalendar(special('2026-10-09'))).toThrow(
      expect.objectContaining({
        diagnostics: [
          expect.objectContaining({
            severity: 'error',
            message: '2026-10-09 has trading hours here but is closed: 한글날',
            remedy:
              'If it trades, add "2026-10-09" to openings as well; otherwise correct the date or remove the entry.',
          }),
        ],
      }),
    );
  });
});

describe('overrides that are accepted', () => {
  test.each<[string, CalendarOverrides]>([
    ['none', {}],
    ['all kinds', OVERRIDES],
    ['other hours on a built-in special day', special('2026-11-19', '09:00', '15:30')],
    [
      'special hours on a built-in closure that is opened',
      { ...special('2026-10-09'), openings: ['2026-10-09'] },
    ],
    [
      'closures of a listed year without built-in holidays',
      { ...closure('2028-01-03'), years: [2027, 2028] },
    ],
  ])('%s', (_name, overrides) => {
    expect(findings(overrides)).toEqual([]);
  });
});

describe('calendarSchema', () => {
  const validate = new Ajv({ strict: true, allErrors: true }).compile(calendarSchema);

  test.each<[string, unknown]>([
    ['an empty block', {}],
    ['all kinds', OVERRIDES],
  ])('%s is valid', (_name, block) => {
    expect(validate(block)).toBe(true);
  });

  test.each<[string, unknown, string]>([
    ['an unknown key', { closure: [] }, ''],
    [
      'an unknown key of an entry',
      { closures: [{ date: '2027-10-05', reason: 'x', note: 'y' }] },
      '/closures/0',
    ],
    ['a closure without a reason', { closures: [{ date: '2027-10-05' }] }, '/closures/0'],
    ['an empty reason', { closures: [{ date: '2027-10-05', reason: '' }] }, '/closures/0/reason'],
    ['a year in quotes', { years: ['2027'] }, '/years/0'],
    ['no years', { years: [] }, '/years'],
    ['a year twice', { years: [2027, 2027] }, '/years'],
    ['a date in another notation', { openings: ['31.12.2027'] }, '/openings/0'],
    [
      'a time without a leading zero',
      { specialDays: [{ date: '2027-11-18', opens: '9:00', closes: '15:30', reason: 'x' }] },
      '/specialDays/0/opens',
    ],
  ])('%s is refused where it stands', (_name, block, path) => {
    expect(validate(block)).toBe(false);
    expect(validate.errors?.map(({ instancePath }) => instancePath)).toEqual([path]);
  });
});
