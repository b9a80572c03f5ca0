import { koreanDate, sessionsOn, type TradingCalendar } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import type { RestClient } from '../kis/index.ts';
import type { Log } from '../telemetry/log.ts';

export interface HolidayCheckOptions {
  readonly client: Pick<RestClient, 'checkHoliday'>;
  readonly calendar: TradingCalendar;
  readonly clock: Clock;
  readonly log: Log;
  /** Called after each answer. */
  readonly onResult: (differs: boolean) => void;
  readonly signal: AbortSignal;
}

/** KIS allows one request a day [official]; a failed one is retried after an hour. Milliseconds. */
const RETRY_MS = 3_600_000;

/**
 * Asks KIS every day on which days the exchange opens, and compares the next weeks with the calendar. A
 * temporary holiday (임시공휴일) is announced days before; if nobody configures it, there are false alarms and no
 * data.
 */
export async function checkHolidays(options: HolidayCheckOptions): Promise<void> {
  const { client, calendar, clock, log, onResult, signal } = options;
  let asked: string | undefined;
  while (!signal.aborted) {
    const date = koreanDate(clock.now() / 1000);
    if (date !== asked) {
      try {
        const { days } = await client.checkHoliday(date, signal);
        asked = date;
        const differing = days.filter((day) => day.isOpen !== sessionsOn(calendar, day.date).length > 0);
        onResult(differing.length > 0);
        if (differing.length > 0) {
          log.error(
            'KIS and the trading calendar differ: correct the calendar of the rules and of the observer',
            {
              openAccordingToKis: dates(differing, true),
              closedAccordingToKis: dates(differing, false),
            },
          );
        }
      } catch (error) {
        if (signal.aborted) return;
        log.warn('The request whether the exchange opens today failed', { date, error });
      }
    }
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}

function dates(days: readonly { readonly date: string; readonly isOpen: boolean }[], isOpen: boolean) {
  return days.filter((day) => day.isOpen === isOpen).map(({ date }) => date);
}
