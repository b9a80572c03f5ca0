import { type CalendarOverrides, koreanDate, type TradingCalendar } from 'krx-calendar';
import { type Diagnostic, DiagnosticError, type ServiceConfig } from 'observability-as-code';
import { validCalendar } from './validation.ts';
import { calendarWarnings } from './warnings.ts';

/** Services of a fleet mostly share one calendar; it is built once for each different block of overrides. */
const built = new Map<string, TradingCalendar>();

/** The trading calendar with what the configuration changes in it. */
export function calendarOf({ extensions }: Pick<ServiceConfig, 'extensions'>): TradingCalendar {
  const { calendar } = extensions;
  const key = JSON.stringify(calendar ?? {});
  const known = built.get(key);
  if (known !== undefined) return known;
  const made = validCalendar(isOverrides(calendar) ? calendar : {});
  built.set(key, made);
  return made;
}

/** What a person should know about the calendar today: it ends soon, or a year is missing. */
export function calendarAdvice(config: ServiceConfig, today: Date): readonly Diagnostic[] {
  return calendarWarnings(calendarOf(config), koreanDate(today.getTime() / 1000));
}

/** What is wrong in the block `calendar:` of the configuration, such as a closure on a Sunday. */
export function calendarProblems(config: ServiceConfig): readonly Diagnostic[] {
  try {
    calendarOf(config);
    return [];
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics;
    throw error;
  }
}

/** The block was validated against `calendarSchema` when the configuration was loaded. */
function isOverrides(block: unknown): block is CalendarOverrides {
  return typeof block === 'object' && block !== null;
}
