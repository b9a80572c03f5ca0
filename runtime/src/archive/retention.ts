import { addDays, koreanDate } from 'krx-calendar';
import type { Archive } from './archive-directory.ts';
import { dateOf } from './names.ts';

/**
 * The archives to delete. Days are counted back from the newest archive and not from today, so neither a
 * clock that jumps ahead nor a month without records empties the directory. The newest archive always stays.
 *
 * @param keepDays how many days of archives to keep, including the newest one's day; undefined keeps all
 */
export function surplus(
  archives: readonly Archive[],
  keepDays: number | undefined,
  now: number,
): readonly Archive[] {
  const newest = archives
    .map(({ original }) => dateOf(original))
    .sort()
    .at(-1);
  if (keepDays === undefined || newest === undefined) return [];
  const today = koreanDate(now / 1000);
  const first = addDays(newest < today ? newest : today, 1 - keepDays);
  return archives.filter(({ original }) => dateOf(original) < first);
}
