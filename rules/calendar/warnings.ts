import { SECONDS_PER_DAY, startOfKoreanDate, type TradingCalendar, yearOf } from 'krx-calendar';
import type { Diagnostic } from 'observability-as-code';

/** Long enough to notice, upgrade and deploy before the year is over. */
const NOTICE_DAYS = 60;

/**
 * Warnings about years whose holidays the calendar does not know. They depend on the day and are for the
 * person at the terminal only; no generated file may contain them.
 *
 * @param today `YYYY-MM-DD` in Korea (`koreanDate`)
 */
export function calendarWarnings(calendar: TradingCalendar, today: string): readonly Diagnostic[] {
  // Every year has closed weekdays; a listed year without one was neither built in nor filled in by overrides.
  const yearsWithClosures = new Set([...calendar.closures.keys()].map(yearOf));
  const warnings = calendar.years.filter((year) => !yearsWithClosures.has(year)).map(unknownYear);

  const thisYear = yearOf(today);
  if (!calendar.years.includes(thisYear)) {
    warnings.push(unknownYear(thisYear));
  } else if (!calendar.years.includes(thisYear + 1)) {
    const daysLeft = (startOfKoreanDate(`${thisYear}-12-31`) - startOfKoreanDate(today)) / SECONDS_PER_DAY;
    if (daysLeft < NOTICE_DAYS) warnings.push(endsSoon(thisYear, daysLeft));
  }
  return warnings;
}

function unknownYear(year: number): Diagnostic {
  return {
    code: 'calendar/unknown-year',
    severity: 'warning',
    place: { definition: 'calendar.years' },
    message: `the trading calendar knows no holidays of ${year}`,
    reason: `Every weekday of ${year} counts as a trading day, so alerts about missing data fire on its holidays.`,
    remedy: remedyFor(year),
  };
}

function endsSoon(year: number, daysLeft: number): Diagnostic {
  return {
    code: 'calendar/ends-soon',
    severity: 'warning',
    place: { definition: 'calendar.years' },
    message: `the trading calendar ends with ${year}, in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}`,
    reason: `After that every weekday counts as a trading day, so alerts about missing data fire on holidays.`,
    remedy: remedyFor(year + 1),
  };
}

function remedyFor(year: number): string {
  return `Upgrade to a release whose calendar has ${year}, or add ${year} to calendar.years and list its closures (with 1 January and the last weekday of the year) and special days in the configuration.`;
}
