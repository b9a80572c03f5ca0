import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import type { Track } from '../record.ts';
import { FOLDERS, type PartName, parsePartName, TRACKS } from '../sink/names.ts';
import type { ArchiveFileSystem } from './file-system.ts';
import { endOf } from './names.ts';

/** The parts that one archive is made of. */
export interface Sources {
  readonly track: Track;
  readonly folder: string;
  readonly original: string;
  /** In the order of their times. */
  readonly parts: readonly PartName[];
  /** Whether a part is still being written: then they have to wait. */
  readonly isOpen: boolean;
}

/**
 * What is due: days of track a and hours of track b that ended some time ago.
 *
 * @param until milliseconds since 1970: what ends later has to wait
 */
export async function dueSources(
  fileSystem: ArchiveFileSystem,
  directory: string,
  until: number,
): Promise<readonly Sources[]> {
  const due: Sources[] = [];
  for (const track of TRACKS) {
    const folder = join(directory, FOLDERS[track]);
    const groups = new Map<string, PartName[]>();
    for (const name of await namesIn(fileSystem, folder)) {
      const part = parsePartName(track, name);
      if (part !== undefined) groups.set(part.original, [...(groups.get(part.original) ?? []), part]);
    }
    for (const [original, parts] of groups) {
      if (!(endOf(original) <= until)) continue;
      const isOpen = parts.some((part) => part.isOpen);
      due.push({ track, folder, original, parts: parts.sort(byTime), isOpen });
    }
  }
  return due.sort((one, other) => endOf(one.original) - endOf(other.original));
}

/** None where there is no such directory. */
export async function namesIn(fileSystem: ArchiveFileSystem, path: string): Promise<readonly string[]> {
  try {
    return await fileSystem.list(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function byTime(one: PartName, other: PartName): number {
  if (one.stem !== other.stem) return one.stem < other.stem ? -1 : 1;
  return one.number - other.number;
}
