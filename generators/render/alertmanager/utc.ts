import { DiagnosticError } from '../../base/diagnostic.ts';
import { memoize } from '../../base/memoize.ts';
import { placeOf } from '../../base/place.ts';
import { groupBy } from '../../config/group-by.ts';
import type { TimeInterval, TimePeriod } from '../../define/routing.ts';

const DAY = 24 * 60;
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * The same times in UTC, for the operator's AlertmanagerConfig, which has no time zones.
 *
 * @throws DiagnosticError `alertmanager/utc` for zones whose clocks change, and for dates without a year or a
 *   month
 */
export function inUtc(interval: TimeInterval): readonly TimePeriod[] {
  const offset = fixedOffset(interval);
  return offset === 0
    ? interval.periods
    : interval.periods.flatMap((period) => shifted(period, offset, interval));
}

/** Minutes by which the zone is always ahead of UTC. */
function fixedOffset(interval: TimeInterval): number {
  const [offset = 0, ...others] = offsetsOf(interval.timeZone);
  if (others.length === 0) return offset;
  throw refused(interval, `the clocks of ${interval.timeZone} change in the year`);
}

/** Different minutes by which a zone is ahead of UTC in the months of fifteen years. */
const offsetsOf = memoize(100, (timeZone): readonly number[] => {
  const format = new Intl.DateTimeFormat('sv', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  const offsets = Array.from({ length: 12 * 15 }, (_, month) => {
    const instant = Date.UTC(2025, month, 1);
    return (Date.parse(`${format.format(new Date(instant)).replace(' ', 'T')}Z`) - instant) / 60_000;
  });
  return [...new Set(offsets)];
});

function shifted(period: TimePeriod, offset: number, interval: TimeInterval): readonly TimePeriod[] {
  const times = (period.times ?? [{ from: '00:00', to: '24:00' }]).map(({ from, to }) => ({
    from: minuteOf(from) - offset,
    to: minuteOf(to) - offset,
  }));
  return [-1, 0, 1].flatMap((days): readonly TimePeriod[] => {
    const part = times
      .map(({ from, to }) => ({ from: Math.max(from - days * DAY, 0), to: Math.min(to - days * DAY, DAY) }))
      .filter(({ from, to }) => from < to);
    if (part.length === 0) return [];
    const isWhole = part.some(({ from, to }) => from === 0 && to === DAY);
    const own = {
      ...(isWhole ? {} : { times: part.map(({ from, to }) => ({ from: clock(from), to: clock(to) })) }),
      ...(period.weekdays && {
        weekdays: weekdaysIn(period.weekdays).map((day) => WEEKDAYS[(day + days + 7) % 7] ?? ''),
      }),
    };
    const { daysOfMonth, months, years } = period;
    if (daysOfMonth === undefined && months === undefined && years === undefined) return [own];
    if (daysOfMonth === undefined || months === undefined || years === undefined) {
      throw refused(interval, 'a date has no day, month or year');
    }
    const dates = numbersIn(years).flatMap((year) =>
      numbersIn(months).flatMap((month) =>
        numbersIn(daysOfMonth).map((day) => new Date(Date.UTC(year, month - 1, day + days))),
      ),
    );
    const byMonth = groupBy(dates, (date) => `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}`);
    return [...byMonth].map(([name, ofMonth]) => {
      const [year = '', month = ''] = name.split('-');
      return {
        ...own,
        daysOfMonth: ofMonth.map((date) => String(date.getUTCDate())),
        months: [month],
        years: [year],
      };
    });
  });
}

/** `1:3` is 1, 2 and 3. */
function numbersIn(ranges: readonly string[]): readonly number[] {
  return ranges.flatMap((range) => {
    const [from = 0, to = from] = range.split(':').map(Number);
    return Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

function weekdaysIn(ranges: readonly string[]): readonly number[] {
  return numbersIn(
    ranges.map((range) =>
      range
        .split(':')
        .map((name) => WEEKDAYS.indexOf(name))
        .join(':'),
    ),
  );
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(':').map(Number);
  return hours * 60 + minutes;
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

function refused(interval: TimeInterval, why: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'alertmanager/utc',
    place: placeOf({ name: `time interval ${interval.name}`, site: interval.site }),
    message: `${interval.name} cannot be written in UTC: ${why}`,
    reason: 'An AlertmanagerConfig of the Prometheus operator has no time zones',
    remedy: 'Write dates with day, month and year in a zone without summer time.',
  });
}
