import {
  builtInClosures,
  type CalendarOverrides,
  isRealDate,
  isWeekend,
  minuteOfDay,
  type TradingCalendar,
  tradingCalendar,
  yearOf,
  yearsOf,
} from 'krx-calendar';
import { type Diagnostic, DiagnosticError } from 'observability-as-code';

type Finding = Omit<Diagnostic, 'severity' | 'place'>;

/**
 * What is wrong with overrides that fit the schema.
 *
 * @param builtIn closures of `years` by date → reason
 */
function overrideDiagnostics(
  overrides: CalendarOverrides,
  years: readonly number[],
  builtIn: ReadonlyMap<string, string>,
): readonly Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const report = (definition: string, finding: Finding): void => {
    diagnostics.push({ severity: 'error', place: { definition }, ...finding });
  };
  const openings = new Set(overrides.openings);
  const closures = new Set(overrides.closures?.map(({ date }) => date));

  const isUsable = (place: string, date: string, seen: Set<string>): boolean => {
    const finding = dateFinding(date, years) ?? (seen.has(date) ? duplicateFinding(date) : undefined);
    seen.add(date);
    if (finding !== undefined) report(place, finding);
    return finding === undefined;
  };

  const seenOpenings = new Set<string>();
  for (const [index, date] of (overrides.openings ?? []).entries()) {
    const place = `calendar.openings[${index}]`;
    if (!isUsable(place, date, seenOpenings) || builtIn.has(date)) continue;
    report(place, {
      code: 'calendar/not-a-closure',
      message: `${date} is already a trading day`,
      reason:
        'An opening that opens nothing is most likely a slip in the date, and the meant date stays closed.',
      remedy: 'Correct the date, or remove the line. For other trading hours write an entry in specialDays.',
    });
  }

  const seenClosures = new Set<string>();
  for (const [index, { date }] of (overrides.closures ?? []).entries()) {
    const place = `calendar.closures[${index}].date`;
    if (!isUsable(place, date, seenClosures)) continue;
    const known = builtIn.get(date);
    if (openings.has(date)) {
      report(place, conflictFinding(date, 'closures and openings'));
    } else if (known !== undefined) {
      report(place, {
        code: 'calendar/duplicate-date',
        message: `${date} is already closed: ${known}`,
        reason: 'An override that changes nothing hides which dates differ from the built-in calendar.',
        remedy: 'Remove the entry.',
      });
    }
  }

  const seenSpecialDays = new Set<string>();
  for (const [index, { date, opens, closes }] of (overrides.specialDays ?? []).entries()) {
    const place = `calendar.specialDays[${index}]`;
    if (isUsable(`${place}.date`, date, seenSpecialDays)) {
      const known = builtIn.get(date);
      if (closures.has(date)) {
        report(`${place}.date`, conflictFinding(date, 'closures and specialDays'));
      } else if (known !== undefined && !openings.has(date)) {
        report(`${place}.date`, {
          code: 'calendar/closed-day',
          message: `${date} has trading hours here but is closed: ${known}`,
          reason: 'It is not clear whether the exchange trades on that date.',
          remedy: `If it trades, add "${date}" to openings as well; otherwise correct the date or remove the entry.`,
        });
      }
    }
    const finding = hoursFinding(opens, closes);
    if (finding !== undefined) report(place, finding);
  }
  return diagnostics;
}

/**
 * The trading calendar with overrides that people wrote.
 * @throws DiagnosticError (`calendar/…`) with every override that cannot be meant so
 */
export function validCalendar(overrides: CalendarOverrides): TradingCalendar {
  const years = yearsOf(overrides);
  const diagnostics = overrideDiagnostics(overrides, years, builtInClosures(years));
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return tradingCalendar(overrides);
}

function dateFinding(date: string, years: readonly number[]): Finding | undefined {
  if (!isRealDate(date)) {
    return {
      code: 'calendar/invalid-date',
      message: `${JSON.stringify(date)} is not a date`,
      reason: 'The override would never take effect.',
      remedy: 'Write a date of the calendar as "YYYY-MM-DD", for example "2027-10-05".',
    };
  }
  if (!years.includes(yearOf(date))) {
    return {
      code: 'calendar/date-outside-years',
      message: `${date} lies outside the years of the calendar (${years.join(', ')})`,
      reason: 'The override would never take effect.',
      remedy: `Correct the date; remove the entry if its year is over; or add ${yearOf(date)} to years.`,
    };
  }
  if (isWeekend(date)) {
    return {
      code: 'calendar/weekend',
      message: `${date} is a Saturday or Sunday`,
      reason: 'The exchange never trades on weekends; the meant date is most likely another one.',
      remedy: 'Write the weekday that is meant, or remove the entry.',
    };
  }
  return undefined;
}

function hoursFinding(opens: string, closes: string): Finding | undefined {
  const from = minuteOfDay(opens);
  const to = minuteOfDay(closes);
  if (from !== undefined && to !== undefined && from < to) return undefined;
  return {
    code: 'calendar/impossible-time',
    message: `a session cannot last from ${JSON.stringify(opens)} to ${JSON.stringify(closes)}`,
    reason: 'The exchange would count as closed all day, and missing data would wake nobody.',
    remedy:
      'Write Korean times between "00:00" and "23:59", opens before closes, for example "10:00" and "16:30".',
  };
}

function duplicateFinding(date: string): Finding {
  return {
    code: 'calendar/duplicate-date',
    message: `${date} is listed twice`,
    reason: 'Only one of the entries can hold.',
    remedy: 'Remove all entries of that date but one.',
  };
}

function conflictFinding(date: string, lists: string): Finding {
  return {
    code: 'calendar/duplicate-date',
    message: `${date} stands in ${lists}`,
    reason: 'The exchange cannot be open and closed on the same date.',
    remedy: 'Remove the date from one of the lists.',
  };
}
