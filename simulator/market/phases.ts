import {
  koreanDate,
  minuteOf,
  SECONDS_PER_DAY,
  sessionBoundaries,
  sessionsOn,
  startOfKoreanDate,
  type TradingCalendar,
} from 'krx-calendar';

export type PhaseKind = 'closed' | 'opening-auction' | 'continuous' | 'closing-auction';

/** A part of a day in which the market does one thing. Instants are milliseconds since 1970. */
export interface Phase {
  readonly kind: PhaseKind;
  readonly from: number;
  readonly until: number;
  /** `YYYYMMDD`. */
  readonly date: string;
}

const MINUTE = 60_000;
/**
 * The opening auction begins half an hour before trading, the closing auction ten minutes before its end.
 * [official]
 */
const OPENING_AUCTION = 30 * MINUTE;
export const CLOSING_AUCTION_MINUTES = 10;

/** The closing auction ends at a random moment within half a minute. [official, KRX] */
const LATEST_CLOSE_SECONDS = 30;

/** The phase at an instant. The opening trade falls on the first instant of `continuous`. */
export function phaseAt(
  calendar: TradingCalendar,
  instant: number,
  closingAuctionMinutes = CLOSING_AUCTION_MINUTES,
): Phase {
  const date = koreanDate(instant / 1000);
  const midnight = startOfKoreanDate(date) * 1000;
  const compactDate = date.replaceAll('-', '');
  let from = midnight;
  for (const { opens, closes } of sessionsOn(calendar, date)) {
    const opening = midnight + minuteOf(opens) * MINUTE;
    const close = midnight + minuteOf(closes) * MINUTE;
    const boundaries: readonly (readonly [PhaseKind, number])[] = [
      ['closed', opening - OPENING_AUCTION],
      ['opening-auction', opening],
      ['continuous', close - closingAuctionMinutes * MINUTE],
      ['closing-auction', close + secondsToClose(midnight) * 1000],
    ];
    for (const [kind, until] of boundaries) {
      if (instant < until) return { kind, from, until, date: compactDate };
      from = until;
    }
  }
  return { kind: 'closed', from, until: midnight + 86_400_000, date: compactDate };
}

/** The next instant at or after the given one at which continuous trading begins. */
export function nextOpening(calendar: TradingCalendar, from: number): number {
  const start = from / 1000;
  const boundaries = sessionBoundaries(calendar, start, start + 366 * SECONDS_PER_DAY);
  const opening = boundaries.find(({ isOpening }) => isOpening);
  if (opening === undefined) throw new RangeError('The exchange does not open within a year');
  return opening.instant * 1000;
}

/** Differs from day to day, but not for the same day. */
function secondsToClose(midnight: number): number {
  return Math.floor(midnight / 86_400_000) % LATEST_CLOSE_SECONDS;
}
