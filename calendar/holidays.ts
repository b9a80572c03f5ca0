import { y2026, y2027 } from '@hyunbinseo/holidays-kr/all';
import { addDays, isWeekend } from './dates.ts';

/** A weekday on which the exchange does not trade. */
export interface Closure {
  /** `YYYY-MM-DD` in Korea. */
  readonly date: string;
  readonly reason: string;
}

/**
 * Public holidays as gazetted (월력요항), by year. Named imports, so that a bundler drops the other years.
 * Nothing before 2026: until then the exchange closed on Labour Day, which was no public holiday, and the
 * gazette alone would be wrong.
 */
const GAZETTE = new Map<number, Readonly<Record<string, readonly string[]>>>([
  [2026, y2026],
  [2027, y2027],
]);

/** College entrance exam (수능): the exchange opens and closes an hour later. Announced year by year. */
const EXAM_DATES = new Map([[2026, '2026-11-19']]);

/** The years whose holidays are known, rising. */
export const KNOWN_YEARS: readonly number[] = [...GAZETTE.keys()];

/** The weekdays of a year on which KRX is closed, in order; undefined if the year is unknown. */
export function closuresOf(year: number): readonly Closure[] | undefined {
  const gazette = GAZETTE.get(year);
  if (gazette === undefined) return undefined;
  const holidays = Object.entries(gazette)
    .filter(([date]) => !isWeekend(date))
    .map(([date, names]): Closure => ({ date, reason: names.join(', ') }));
  return [...holidays, { date: lastWeekdayOf(year), reason: '연말휴장일' }];
}

/** The date of the college entrance exam, if it has been announced. */
export function examDateOf(year: number): string | undefined {
  return EXAM_DATES.get(year);
}

/** KRX does not trade on 31 December or, if that is a weekend, on the last weekday before it. */
function lastWeekdayOf(year: number): string {
  let date = `${year}-12-31`;
  while (isWeekend(date)) date = addDays(date, -1);
  return date;
}
