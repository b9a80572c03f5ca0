import { addDays, isWeekend, koreanDate, minuteOfDay, startOfKoreanDate } from './dates.ts';
import { closuresOf, examDateOf, KNOWN_YEARS } from './holidays.ts';
import type { CalendarOverrides } from './overrides.ts';

/** A stretch of trading on one Korean date: from `opens` until just before `closes`, `HH:MM` in Korea (UTC+9). */
export interface Session {
  readonly opens: string;
  readonly closes: string;
}

/** A trading day whose sessions are not the regular one. */
export interface SpecialDay {
  /** `YYYY-MM-DD` in Korea. */
  readonly date: string;
  readonly sessions: readonly Session[];
  readonly reason: string;
}

/**
 * When the Korea Exchange trades. Outside `years` every weekday counts as a trading day: a false alarm on an
 * unlisted holiday is better than silence; `calendarWarnings` tells in time that a year is missing.
 */
export interface TradingCalendar {
  /** Rising. */
  readonly years: readonly number[];
  readonly regularSession: Session;
  /** Closed weekdays, date → reason, by rising date. */
  readonly closures: ReadonlyMap<string, string>;
  /** By rising date. */
  readonly specialDays: ReadonlyMap<string, SpecialDay>;
}

/** The regular market only; the after-market (16:00–20:00) does not count. */
const REGULAR_SESSION: Session = { opens: '09:00', closes: '15:30' };
const FIRST_DAY_SESSION: Session = { opens: '10:00', closes: '15:30' };
const EXAM_SESSION: Session = { opens: '10:00', closes: '16:30' };

/**
 * The built-in calendar with the overrides of the configuration applied. A year that is not built in has
 * weekends and what the overrides say, nothing else. Overrides are taken as they are: who lets people write them
 * validates them first.
 */
export function tradingCalendar(overrides: CalendarOverrides = {}): TradingCalendar {
  const years = yearsOf(overrides);
  const closures = builtInClosures(years);

  for (const date of overrides.openings ?? []) closures.delete(date);
  for (const { date, reason } of overrides.closures ?? []) closures.set(date, reason);

  const specialDays = new Map<string, SpecialDay>();
  for (const day of builtInSpecialDays(years, closures)) specialDays.set(day.date, day);
  for (const { date, opens, closes, reason } of overrides.specialDays ?? []) {
    specialDays.set(date, { date, sessions: [{ opens, closes }], reason });
  }
  return {
    years,
    regularSession: REGULAR_SESSION,
    closures: sortedByDate(closures),
    specialDays: sortedByDate(specialDays),
  };
}

/** The years that the overrides ask for, or all that are built in, rising. */
export function yearsOf({ years = KNOWN_YEARS }: CalendarOverrides): readonly number[] {
  return [...years].sort((a, b) => a - b);
}

/** Closed weekdays before any override, date → reason. */
export function builtInClosures(years: readonly number[]): Map<string, string> {
  const closures = years.flatMap((year) => closuresOf(year) ?? []);
  return new Map(closures.map(({ date, reason }) => [date, reason]));
}

/** The sessions of a Korean date (`YYYY-MM-DD`), in order; empty if the exchange is closed. */
export function sessionsOn(calendar: TradingCalendar, date: string): readonly Session[] {
  if (calendar.closures.has(date)) return [];
  const special = calendar.specialDays.get(date);
  if (special !== undefined) return special.sessions;
  return isWeekend(date) ? [] : [calendar.regularSession];
}

/** Whether the exchange trades at an instant in unix seconds. The opening instant is open, the closing one closed. */
export function isOpenAt(calendar: TradingCalendar, instant: number): boolean {
  const date = koreanDate(instant);
  const minute = Math.floor((instant - startOfKoreanDate(date)) / 60);
  return sessionsOn(calendar, date).some(
    ({ opens, closes }) => minute >= minuteOf(opens) && minute < minuteOf(closes),
  );
}

/** An instant at which the exchange begins or stops to trade. */
export interface SessionBoundary {
  /** Unix seconds. */
  readonly instant: number;
  readonly isOpening: boolean;
}

/** Every opening and close with `from <= instant < to` (unix seconds), rising. */
export function sessionBoundaries(
  calendar: TradingCalendar,
  from: number,
  to: number,
): readonly SessionBoundary[] {
  const boundaries: SessionBoundary[] = [];
  for (let date = koreanDate(from); startOfKoreanDate(date) < to; date = addDays(date, 1)) {
    const midnight = startOfKoreanDate(date);
    for (const { opens, closes } of sessionsOn(calendar, date)) {
      boundaries.push(
        { instant: midnight + minuteOf(opens) * 60, isOpening: true },
        { instant: midnight + minuteOf(closes) * 60, isOpening: false },
      );
    }
  }
  return boundaries.filter(({ instant }) => from <= instant && instant < to);
}

function* builtInSpecialDays(
  years: readonly number[],
  closures: ReadonlyMap<string, string>,
): Generator<SpecialDay> {
  for (const year of years.filter((candidate) => KNOWN_YEARS.includes(candidate))) {
    yield {
      date: firstTradingDayOf(year, closures),
      sessions: [FIRST_DAY_SESSION],
      reason: '새해 첫 거래일',
    };
    const exam = examDateOf(year);
    if (exam !== undefined && !closures.has(exam)) {
      yield { date: exam, sessions: [EXAM_SESSION], reason: '대학수학능력시험' };
    }
  }
}

function firstTradingDayOf(year: number, closures: ReadonlyMap<string, string>): string {
  let date = `${year}-01-01`;
  while (isWeekend(date) || closures.has(date)) date = addDays(date, 1);
  return date;
}

/** Minutes since midnight of `HH:MM`. @throws RangeError if it is not a time of day */
export function minuteOf(clockTime: string): number {
  const minute = minuteOfDay(clockTime);
  if (minute === undefined) throw new RangeError(`"${clockTime}" is not a time of day such as 09:00`);
  return minute;
}

/** ISO dates sort by code unit as they do by time. */
function sortedByDate<Value>(entries: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
