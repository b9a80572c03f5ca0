import { KOREA_OFFSET_SECONDS, startOfKoreanDate } from '../../../calendar/dates.ts';

const OFFSET = KOREA_OFFSET_SECONDS * 1000;

/** An instant as the answers of the gateway write it: `YYYY-MM-DD HH:MM:SS`, in Korea and without an offset. */
export function koreanDateTime(instant: number): string {
  return shifted(instant).slice(0, 19).replace('T', ' ');
}

/** `YYYYMMDDHHMMSS` in Korea. */
export function compactDateTime(instant: number): string {
  return shifted(instant).slice(0, 19).replaceAll(/\D/g, '');
}

/** `YYYY-MM-DD` in Korea. */
export function dateOf(instant: number): string {
  return shifted(instant).slice(0, 10);
}

/** Milliseconds since 1970 at which a Korean date begins. */
export function startOfDate(date: string): number {
  return startOfKoreanDate(date) * 1000;
}

/** Milliseconds since midnight in Korea. */
export function timeOfDay(instant: number): number {
  return (instant + OFFSET) % 86_400_000;
}

/** `HHMMSS` of a time of day in milliseconds. */
export function clockDigits(timeOfDayMilliseconds: number): string {
  const seconds = Math.floor(timeOfDayMilliseconds / 1000);
  const digits = Math.floor(seconds / 3600) * 10_000 + (Math.floor(seconds / 60) % 60) * 100 + (seconds % 60);
  return String(digits).padStart(6, '0');
}

function shifted(instant: number): string {
  return new Date(instant + OFFSET).toISOString();
}
