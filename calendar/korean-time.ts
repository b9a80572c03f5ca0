import { KOREA_OFFSET_SECONDS, SECONDS_PER_DAY } from './dates.ts';

/** Instants are milliseconds since 1970, as everywhere in the observer and the simulator. */
const OFFSET = KOREA_OFFSET_SECONDS * 1000;
const DAY = SECONDS_PER_DAY * 1000;

/** ISO 8601 with the offset of Korea, to the millisecond. */
export function koreanTimestamp(instant: number): string {
  return `${shifted(instant)}+09:00`;
}

/** `YYYY-MM-DD HH:MM:SS` in Korea, without an offset: how KIS writes times. */
export function koreanDateTime(instant: number): string {
  return shifted(instant).slice(0, 19).replace('T', ' ');
}

/** The instant of `YYYY-MM-DD HH:MM:SS` in Korea; undefined if the date or time does not exist. */
export function parseKoreanDateTime(text: string): number | undefined {
  const match = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text);
  if (match === null) return undefined;
  const instant = Date.parse(`${match[1]}T${match[2]}+09:00`);
  // Date.parse reads 31 April as 1 May.
  return !Number.isNaN(instant) && koreanDateTime(instant) === text ? instant : undefined;
}

/** Days since 1970 in Korea. */
export function koreanDayNumber(instant: number): number {
  return Math.floor((instant + OFFSET) / DAY);
}

/** `HHMMSS` in Korea: how the exchange writes times of day. */
export function clockDigits(instant: number): string {
  return shifted(instant).slice(11, 19).replaceAll(':', '');
}

export interface KoreanInstant {
  readonly at: number;
  /** ISO 8601 with the offset of Korea, to the second. */
  readonly text: string;
}

/**
 * The instant of `YYYYMMDD` and `HHMMSS` as numbers, in Korea; undefined if the date or time does not exist.
 */
export function koreanInstant(day: number, time: number): KoreanInstant | undefined {
  const [year, month, date] = [Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100];
  const [hour, minute, second] = [Math.floor(time / 10_000), Math.floor(time / 100) % 100, time % 100];
  if (year < 1970 || year > 9999 || hour > 23 || minute > 59 || second > 59) return undefined;
  const utc = new Date(Date.UTC(year, month - 1, date, hour, minute, second));
  // Date rolls 02-30 over to 03-02.
  if (utc.getUTCMonth() !== month - 1 || utc.getUTCDate() !== date) return undefined;
  return { at: utc.getTime() - OFFSET, text: `${utc.toISOString().slice(0, 19)}+09:00` };
}

function shifted(instant: number): string {
  return new Date(instant + OFFSET).toISOString().slice(0, -1);
}
