import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isOpenAt, sessionBoundaries, sessionsOn, tradingCalendar } from './calendar.ts';
import { CLOSURES_BY_HAND } from './testdata/closures.ts';
import { INSTANTS, type Instant, OVERRIDDEN_INSTANTS, OVERRIDES, unixSeconds } from './testdata/instants.ts';

const calendar = tradingCalendar();
const FIRST_OF_2026 = unixSeconds('2026-01-01T00:00:00+09:00');
const FIRST_OF_2028 = unixSeconds('2028-01-01T00:00:00+09:00');

/** `at` with what the calendar says about it, to be compared with the table in one go. */
function answers(table: readonly Instant[], overridden: boolean): readonly Instant[] {
  const subject = overridden ? tradingCalendar(OVERRIDES) : calendar;
  return table.map((instant) => ({ ...instant, isOpen: isOpenAt(subject, unixSeconds(instant.at)) }));
}

/** Written separately from the notices, with ICU's time zone data instead of an offset. */
const SEOUL = new Intl.DateTimeFormat('en-US', {
  timeZone: 'Asia/Seoul',
  hourCycle: 'h23',
  weekday: 'short',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
});

function isOpenNaively(instant: number): boolean {
  const parts = new Map(SEOUL.formatToParts(instant * 1000).map(({ type, value }) => [type, value]));
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`;
  const time = `${parts.get('hour')}:${parts.get('minute')}`;
  if (['Sat', 'Sun'].includes(parts.get('weekday') ?? '')) return false;
  if (CLOSURES_BY_HAND[Number(parts.get('year'))]?.includes(date)) return false;
  const opens = ['2026-01-02', '2026-11-19', '2027-01-04'].includes(date) ? '10:00' : '09:00';
  const closes = date === '2026-11-19' ? '16:30' : '15:30';
  return opens <= time && time < closes;
}

describe('isOpenAt', () => {
  test('it answers every instant of the table', () => {
    expect(answers(INSTANTS, false)).toEqual(INSTANTS);
  });

  test('it answers every instant of the table for a calendar with overrides', () => {
    expect(answers(OVERRIDDEN_INSTANTS, true)).toEqual(OVERRIDDEN_INSTANTS);
  });

  test('a fraction of a second belongs to the second that has begun', () => {
    const close = unixSeconds('2026-10-07T15:30:00+09:00');
    expect(isOpenAt(calendar, close - 0.001)).toBe(true);
    expect(isOpenAt(calendar, close + 0.999)).toBe(false);
  });

  describe('whatever the time zone of the process', () => {
    afterEach(() => {
      vi.unstubAllEnvs();
    });

    test.each([
      ['UTC', 0],
      ['Asia/Seoul', -540],
      ['America/Los_Angeles', 480],
      ['Pacific/Kiritimati', -840],
    ])('in %s it agrees with the time zone data of ICU', (zone, offset) => {
      vi.stubEnv('TZ', zone);
      expect(new Date('2026-01-15T00:00:00Z').getTimezoneOffset()).toBe(offset);
      fc.assert(
        fc.property(fc.integer({ min: FIRST_OF_2026, max: FIRST_OF_2028 - 1 }), (instant) => {
          expect(isOpenAt(calendar, instant)).toBe(isOpenNaively(instant));
        }),
        { numRuns: 1000 },
      );
    });

    test('at every half hour of both years it agrees with the time zone data of ICU', () => {
      const wrong: number[] = [];
      for (let instant = FIRST_OF_2026; instant < FIRST_OF_2028; instant += 1800) {
        if (isOpenAt(calendar, instant) !== isOpenNaively(instant)) wrong.push(instant);
      }
      expect(wrong).toEqual([]);
    });
  });
});

describe('sessionsOn', () => {
  test.each([
    ['2026-10-07', [{ opens: '09:00', closes: '15:30' }]],
    ['2026-10-09', []],
    ['2026-10-10', []],
    ['2026-01-02', [{ opens: '10:00', closes: '15:30' }]],
    ['2026-11-19', [{ opens: '10:00', closes: '16:30' }]],
    ['2028-10-09', [{ opens: '09:00', closes: '15:30' }]],
  ])('%s has sessions %j', (date, sessions) => {
    expect(sessionsOn(calendar, date)).toEqual(sessions);
  });
});

describe('tradingCalendar', () => {
  test('a closure on the first trading day moves the late opening to the next one', () => {
    const moved = tradingCalendar({ closures: [{ date: '2026-01-02', reason: '임시휴장' }] });
    expect(sessionsOn(moved, '2026-01-02')).toEqual([]);
    expect(sessionsOn(moved, '2026-01-05')).toEqual([{ opens: '10:00', closes: '15:30' }]);
  });

  test('a closure on the exam day wins over its special hours', () => {
    const closed = tradingCalendar({ closures: [{ date: '2026-11-19', reason: '임시휴장' }] });
    expect(sessionsOn(closed, '2026-11-19')).toEqual([]);
    expect(closed.specialDays.has('2026-11-19')).toBe(false);
  });

  test('the order in which overrides are written changes nothing', () => {
    const reversed = tradingCalendar({
      years: OVERRIDES.years?.toReversed() ?? [],
      closures: OVERRIDES.closures?.toReversed() ?? [],
      openings: OVERRIDES.openings?.toReversed() ?? [],
      specialDays: OVERRIDES.specialDays?.toReversed() ?? [],
    });
    expect(JSON.stringify(serializable(reversed))).toBe(
      JSON.stringify(serializable(tradingCalendar(OVERRIDES))),
    );
  });
});

describe('sessionBoundaries', () => {
  test('a week with a holiday and a weekend has the boundaries of its trading days', () => {
    const from = unixSeconds('2026-10-08T00:00:00+09:00');
    const to = unixSeconds('2026-10-13T00:00:00+09:00');
    expect(sessionBoundaries(calendar, from, to)).toEqual([
      { instant: unixSeconds('2026-10-08T09:00:00+09:00'), isOpening: true },
      { instant: unixSeconds('2026-10-08T15:30:00+09:00'), isOpening: false },
      { instant: unixSeconds('2026-10-12T09:00:00+09:00'), isOpening: true },
      { instant: unixSeconds('2026-10-12T15:30:00+09:00'), isOpening: false },
    ]);
  });

  test('the first instant of the range counts, the last does not', () => {
    const opening = unixSeconds('2026-10-07T09:00:00+09:00');
    const close = unixSeconds('2026-10-07T15:30:00+09:00');
    expect(sessionBoundaries(calendar, opening, close)).toEqual([{ instant: opening, isOpening: true }]);
    expect(sessionBoundaries(calendar, opening + 1, close + 1)).toEqual([
      { instant: close, isOpening: false },
    ]);
    expect(sessionBoundaries(calendar, close, opening)).toEqual([]);
  });

  test('in both years they rise, alternate, and are the instants at which isOpenAt changes', () => {
    const boundaries = sessionBoundaries(calendar, FIRST_OF_2026, FIRST_OF_2028);
    // 522 weekdays less 33 closures.
    expect(boundaries).toHaveLength(2 * (522 - 33));
    expect(boundaries.map(({ instant }) => instant)).toEqual(
      boundaries.map(({ instant }) => instant).toSorted((a, b) => a - b),
    );
    for (const [index, { instant, isOpening }] of boundaries.entries()) {
      expect(isOpening).toBe(index % 2 === 0);
      expect(isOpenAt(calendar, instant)).toBe(isOpening);
      expect(isOpenAt(calendar, instant - 1)).toBe(!isOpening);
    }
  });
});

function serializable(subject: ReturnType<typeof tradingCalendar>): unknown {
  return { ...subject, closures: [...subject.closures], specialDays: [...subject.specialDays] };
}
