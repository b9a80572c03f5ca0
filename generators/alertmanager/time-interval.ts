import { memoize } from '../base/memoize.ts';

/** Both ends are inclusive. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** One entry of a time interval: a time must match all fields given here. An empty list matches no time. */
export interface Period {
  readonly line: number;
  /** Minutes of the day; the end is exclusive. */
  readonly times?: readonly Range[];
  /** From 0, which is Sunday. */
  readonly weekdays?: readonly Range[];
  /** From 1, or from -1 backwards from the end of the month. */
  readonly daysOfMonth?: readonly Range[];
  readonly months?: readonly Range[];
  readonly years?: readonly Range[];
  /** Of the IANA database. */
  readonly timeZone: string;
}

export interface NamedInterval {
  readonly name: string;
  readonly line: number;
  readonly periods: readonly Period[];
}

export function isIn({ periods }: NamedInterval, instant: Date): boolean {
  return periods.some((period) => fulfils(period, instant));
}

function fulfils(period: Period, instant: Date): boolean {
  const clock = clockIn(period.timeZone, instant);
  const { times, weekdays, daysOfMonth, months, years } = period;
  return (
    isWithin(years, clock.year) &&
    isWithin(months, clock.month) &&
    isWithin(weekdays, clock.weekday) &&
    (times === undefined || times.some(({ from, to }) => from <= clock.minute && clock.minute < to)) &&
    (daysOfMonth === undefined || daysOfMonth.some((range) => isDayIn(range, clock, period.timeZone)))
  );
}

function isWithin(ranges: readonly Range[] | undefined, value: number): boolean {
  return ranges === undefined || ranges.some(({ from, to }) => from <= value && value <= to);
}

function isDayIn({ from, to }: Range, clock: Clock, timeZone: string): boolean {
  const days = daysInMonth(clock, timeZone);
  const forward = (day: number) => (day < 0 ? days + day + 1 : day);
  const first = forward(from);
  if (first > days) return false;
  return Math.max(first, -days) <= clock.day && clock.day <= Math.min(forward(to), days);
}

interface Clock {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
  /** Of the day. */
  readonly minute: number;
}

/**
 * As Alertmanager counts: the hours between two midnights divided by 24, rounded down. In a month in which
 * clocks go forward, that is one day less than in the calendar.
 */
function daysInMonth({ year, month }: Clock, timeZone: string): number {
  const key = `${year}-${month} ${timeZone}`;
  const known = MONTH_LENGTHS.get(key);
  if (known !== undefined) return known;
  const days = new Date(Date.UTC(year, month, 0)).getUTCDate();
  const shift = (date: number) => wallClock(timeZone, new Date(date)) - date;
  const lost = shift(Date.UTC(year, month, 1)) - shift(Date.UTC(year, month - 1, 1));
  const counted = lost > 0 ? days - 1 : days;
  MONTH_LENGTHS.set(key, counted);
  return counted;
}

const MONTH_LENGTHS = new Map<string, number>();

/** The wall clock as if it were UTC, to the minute. */
function wallClock(timeZone: string, instant: Date): number {
  const { year, month, day, minute } = clockIn(timeZone, instant);
  return Date.UTC(year, month - 1, day, 0, minute) + (instant.getTime() % 60_000);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timeZone === '' ? 'UTC' : timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  FORMATS.set(timeZone, made);
  return made;
}

/**
 * In Alertmanager a name is that of a file: it is case-sensitive, and an offset such as `+09:00` is not a
 * name. Remembered, because the list of all zones is slow to make.
 */
export const isTimeZone = memoize(100, (name) => {
  if (/^[+-]/.test(name) || !isWrittenRight(name)) return false;
  try {
    formatOf(name);
    return true;
  } catch {
    return false;
  }
});

function isWrittenRight(name: string): boolean {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(name) || !known.some((zone) => zone.toLowerCase() === name.toLowerCase());
}

/** The last instant per time zone, because an interval uses it for all of its periods. */
const LAST = new Map<string, { readonly time: number; readonly clock: Clock }>();

function clockIn(timeZone: string, instant: Date): Clock {
  const last = LAST.get(timeZone);
  if (last?.time === instant.getTime()) return last.clock;
  const clock = readClock(timeZone, instant);
  LAST.set(timeZone, { time: instant.getTime(), clock });
  return clock;
}

function readClock(timeZone: string, instant: Date): Clock {
  const parts = Object.fromEntries(
    formatOf(timeZone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = parts;
  return {
    year,
    month,
    day,
    weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay(),
    minute: hour * 60 + minute,
  };
}
