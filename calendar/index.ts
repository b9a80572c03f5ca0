export {
  builtInClosures,
  isOpenAt,
  minuteOf,
  type Session,
  type SessionBoundary,
  type SpecialDay,
  sessionBoundaries,
  sessionsOn,
  type TradingCalendar,
  tradingCalendar,
  yearsOf,
} from './calendar.ts';
export {
  addDays,
  isRealDate,
  isWeekend,
  KOREA_OFFSET_SECONDS,
  koreanDate,
  minuteOfDay,
  SECONDS_PER_DAY,
  startOfKoreanDate,
  yearOf,
} from './dates.ts';
export {
  clockDigits,
  type KoreanInstant,
  koreanDateTime,
  koreanDayNumber,
  koreanInstant,
  koreanTimestamp,
  parseKoreanDateTime,
} from './korean-time.ts';
export { MarketHours, type TradingHours } from './market-hours.ts';
export { type CalendarOverrides, calendarSchema } from './overrides.ts';
