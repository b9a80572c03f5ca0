import { accessSync, constants, mkdtempSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const SHARED_MEMORY = '/dev/shm';

/** Many times what concurrent runs of promtool need. */
const ENOUGH_BYTES = 512 * 1024 * 1024;

/**
 * Where to put promtool's temporary folders: in memory if there is enough, because promtool creates a
 * database per test and waits for the disk each time. Containers mostly have 64 MiB of it, which may not be
 * enough. TMPDIR takes precedence.
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
 * A new, empty folder for promtool's files. promtool also keeps its databases there if it gets the folder as
 * TMPDIR.
 */
export function scratchDirectory(): string {
  return mkdtempSync(path.join(roomiest(), 'oac-promtool-'));
}
