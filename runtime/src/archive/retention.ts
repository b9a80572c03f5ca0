import { addDays, koreanDate } from 'krx-calendar';
import type { Archive } from './archive-directory.ts';
import { dateOf } from './names.ts';

export interface Retention {
  /** How many days of archives to keep, including the newest one's day; undefined keeps all. */
  readonly keepDays?: number | undefined;
  /** Maximum size of all archives together, in bytes; undefined means unlimited. */
  readonly maximumBytes?: number | undefined;
}

/**
 * The archives to delete, oldest first. Days are counted back from the newest archive and not from today, so
 * neither a clock that jumps ahead nor a month without records empties the directory. The newest archive
 * always stays.
 */
export function surplus(
  archives: readonly Archive[],
  { keepDays, maximumBytes }: Retention,
  now: number,
): readonly Archive[] {
  const ordered = [...archives].sort(byAge);
  const newest = ordered.at(-1);
  if (newest === undefined) return [];
  const newestDate = [dateOf(newest.original), koreanDate(now / 1000)].sort()[0] ?? '';
  const first = keepDays === undefined ? '' : addDays(newestDate, 1 - keepDays);
  let bytes = ordered.reduce((sum, archive) => sum + archive.bytes, 0);
  const removed: Archive[] = [];
  for (const archive of ordered) {
    const isOld = dateOf(archive.original) < first;
    const isTooMuch = maximumBytes !== undefined && bytes > maximumBytes;
    if (archive === newest || !(isOld || isTooMuch)) continue;
    removed.push(archive);
    bytes -= archive.bytes;
  }
  return removed;
}

function byAge(one: Archive, other: Archive): number {
  const [first, second] = [one, other].map(
    ({ original, number }) => `${original} ${String(number).padStart(6, '0')}`,
  );
  if (first === second) return 0;
  return (first ?? '') < (second ?? '') ? -1 : 1;
}
