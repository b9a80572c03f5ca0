const OFFSET = 9 * 3_600_000;

/** An instant as ISO 8601 with the offset of Korea, to the millisecond. */
export function koreanTimestamp(instant: number): string {
  return `${new Date(instant + OFFSET).toISOString().slice(0, -1)}+09:00`;
}

/** The date in Korea as a number: 20261123. Later dates are larger. */
export function koreanDay(instant: number): number {
  const date = new Date(instant + OFFSET);
  return date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate();
}

export interface KoreanInstant {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** ISO 8601 with the offset of Korea, to the second. */
  readonly text: string;
}

/** The instant of `YYYYMMDD` and `HHMMSS` as numbers, in Korea; undefined where there is no such date or time. */
export function koreanInstant(day: number, time: number): KoreanInstant | undefined {
  const [year, month, date] = [Math.floor(day / 10_000), Math.floor(day / 100) % 100, day % 100];
  const [hour, minute, second] = [Math.floor(time / 10_000), Math.floor(time / 100) % 100, time % 100];
  if (year < 1970 || year > 9999 || hour > 23 || minute > 59 || second > 59) return undefined;
  const shifted = new Date(Date.UTC(year, month - 1, date, hour, minute, second));
  // Date rolls 02-30 over to 03-02.
  if (shifted.getUTCMonth() !== month - 1 || shifted.getUTCDate() !== date) return undefined;
  return { at: shifted.getTime() - OFFSET, text: `${shifted.toISOString().slice(0, 19)}+09:00` };
}
