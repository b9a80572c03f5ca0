/**
 * Korean dates and clock times as text. Korea is UTC+9 all year (no daylight saving since 1988), so a shift by
 * a constant is exact and neither the machine's time zone nor its time zone data play a part.
 */
export const KOREA_OFFSET_SECONDS = 9 * 3600;
export const SECONDS_PER_DAY = 86_400;

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK_TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** The date in Korea (`YYYY-MM-DD`) at an instant in unix seconds. */
export function koreanDate(instant: number): string {
  return new Date((instant + KOREA_OFFSET_SECONDS) * 1000).toISOString().slice(0, 10);
}

/** Unix seconds at which a date begins in Korea; NaN if `date` is not a date. */
export function startOfKoreanDate(date: string): number {
  return Date.parse(`${date}T00:00:00Z`) / 1000 - KOREA_OFFSET_SECONDS;
}

/** True for an existing date `YYYY-MM-DD`, unlike 2026-02-30. */
export function isRealDate(date: string): boolean {
  const start = startOfKoreanDate(date);
  // Date.parse rolls 02-30 over to 03-02; only a real date survives the way there and back.
  return DATE.test(date) && !Number.isNaN(start) && koreanDate(start) === date;
}

export function yearOf(date: string): number {
  return Number(date.slice(0, 4));
}

export function isWeekend(date: string): boolean {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return day === 0 || day === 6;
}

/** `YYYY-MM-DD`, `days` later (earlier if negative). */
export function addDays(date: string, days: number): string {
  return koreanDate(startOfKoreanDate(date) + days * SECONDS_PER_DAY);
}

/** Minutes since midnight of `HH:MM`, or undefined if it is not a time of day. */
export function minuteOfDay(clockTime: string): number | undefined {
  const match = CLOCK_TIME.exec(clockTime);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}
