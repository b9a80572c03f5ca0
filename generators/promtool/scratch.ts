import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** Many times what runs of promtool need at once. */
const ENOUGH_BYTES = 512 * 1024 * 1024;

/**
 * Where temporary folders of promtool stand: in memory, where the system has room there, since promtool makes a database for each
 * test and waits for the disk as often. Containers mostly have 64 MiB of it, which may not be enough. TMPDIR decides
 * where somebody set it.
 */
function roomiest(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir();
  try {
    accessSync(SHARED_MEMORY, constants.W_OK);
    const { bavail, bsize } = statfsSync(SHARED_MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? SHARED_MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/**
 * A new, empty folder for promtool's files. Given to it as TMPDIR, it keeps its databases there, too.
 * @param prefix the beginning of its name
 */
export function scratchDirectory(prefix: string): string {
  return mkdtempSync(path.join(roomiest(), prefix));
}
