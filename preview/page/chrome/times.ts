import { dateTime, dateTimeFormat, type RawTimeRange, type TimeRange } from '@grafana/data';
import type { Range } from '../data/variables.ts';

/** @param raw as it was picked, such as `now-6h` */
export function timeRangeOf(range: Range, raw?: RawTimeRange): TimeRange {
  const [from, to] = [dateTime(range.from), dateTime(range.to)];
  return { from, to, raw: raw ?? { from, to } };
}

/** `2026-11-26 14:30:00` in the zone. */
export function formatTime(milliseconds: number, timeZone: string): string {
  return dateTimeFormat(milliseconds, { timeZone });
}

/** `3m`, `2h 5m`, `4d`. */
export function formatAge(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return `${Math.floor(milliseconds / 1000)}s`;
  if (minutes < 60) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours}h` : `${hours}h ${minutes % 60}m`;
  return `${Math.floor(hours / 24)}d`;
}
