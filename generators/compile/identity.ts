import { createHash } from 'node:crypto';
import { memoize } from '../base/memoize.ts';

/** Ids are integers from 1; six digits stay readable in a URL. */
const LARGEST_ID = 999_999;

/**
 * The id of a panel or row, derived from the key that its author chose, so links survive whatever is inserted
 * next to it. Two keys can have the same id; the check `dashboard/duplicate-id` then asks for another key.
 */
export const panelId = memoize(1000, (key): number => {
  const hash = createHash('sha256').update(key).digest();
  return (hash.readUIntBE(0, 6) % LARGEST_ID) + 1;
});
