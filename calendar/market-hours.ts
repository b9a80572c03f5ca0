import { isOpenAt, minuteOf, sessionsOn, type TradingCalendar } from './calendar.ts';
import { addDays, koreanDate, startOfKoreanDate } from './dates.ts';

/** One session of the exchange. Milliseconds since 1970. */
export interface TradingHours {
  /** `YYYY-MM-DD` in Korea. */
  readonly date: string;
  readonly opensAt: number;
  readonly closesAt: number;
}

const MINUTE = 60_000;

/** Longer than any closure of the exchange so far. Days. */
const HORIZON = 30;

/** When the exchange trades, by the calendar that the rules use as well. */
export class MarketHours {
  readonly #calendar: TradingCalendar;

  constructor(calendar: TradingCalendar) {
    this.#calendar = calendar;
  }

  isOpenAt(instant: number): boolean {
    return isOpenAt(this.#calendar, instant / 1000);
  }

  /** The session that has not closed yet, or the next one; undefined if there is none within a month. */
  sessionFrom(instant: number): TradingHours | undefined {
    let date = koreanDate(instant / 1000);
    for (let day = 0; day < HORIZON; day += 1) {
      const midnight = startOfKoreanDate(date) * 1000;
      for (const { opens, closes } of sessionsOn(this.#calendar, date)) {
        const closesAt = midnight + minuteOf(closes) * MINUTE;
        if (closesAt > instant) {
          return { date, opensAt: midnight + minuteOf(opens) * MINUTE, closesAt };
        }
      }
      date = addDays(date, 1);
    }
    return undefined;
  }
}
