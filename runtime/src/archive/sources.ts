import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import { byTime, FOLDERS, parseSegmentName, type SegmentName, TRACKS } from '../sink/names.ts';
import { fileSystem } from './file-system.ts';
import { endOf } from './names.ts';

/** The segments of one archive. */
export interface Sources {
  readonly track: Track;
  readonly folder: string;
  readonly original: string;
  /** In chronological order. */
  readonly segments: readonly SegmentName[];
  /** Whether a segment is still being written, so the archive must wait. */
  readonly isOpen: boolean;
}

/**
 * What is due: days of track a and hours of track b that ended some time ago.
 *
 * @param until milliseconds since 1970: whatever ends later must wait
 */
export async function dueSources(directory: string, until: number): Promise<readonly Sources[]> {
  const due: Sources[] = [];
  for (const track of TRACKS) {
    const folder = join(directory, FOLDERS[track]);
    const groups = new Map<string, SegmentName[]>();
    for (const name of await namesIn(folder)) {
      const segment = parseSegmentName(track, name);
      if (segment !== undefined)
        groups.set(segment.original, [...(groups.get(segment.original) ?? []), segment]);
    }
    for (const [original, segments] of groups) {
      if (!(endOf(original) <= until)) continue;
      const isOpen = segments.some((segment) => segment.isOpen);
      due.push({ track, folder, original, segments: segments.sort(byTime), isOpen });
    }
  }
  return due.sort((one, other) => endOf(one.original) - endOf(other.original));
}

/** Empty if the directory does not exist. */
export async function namesIn(path: string): Promise<readonly string[]> {
  try {
    return await fileSystem.list(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}
