import { link, lstat, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** How many corrupt files to keep for inspection. */
const KEPT = 3;

/**
 * Keeps whatever is in the place of a file for later inspection. A file gets a second name and keeps its own,
 * which the next commit replaces, so a late caller cannot take a good file away. Only a directory is moved,
 * because a rename cannot replace it; the trailing slash makes the system refuse to move anything else.
 *
 * Only the holder of a lease calls this. Failing to keep something is not an error.
 */
export async function quarantine(path: string, generation: number): Promise<void> {
  const prefix = `${basename(path)}.corrupt-`;
  const kept = join(dirname(path), `${prefix}${String(generation).padStart(12, '0')}`);
  try {
    if ((await lstat(path)).isDirectory()) await rename(`${path}/`, kept);
    else await link(path, kept);
  } catch {
    // The file system does not support links, or the file is gone.
  }
  const names = await readdir(dirname(path)).catch(() => []);
  const all = names.filter((name) => name.startsWith(prefix)).sort();
  for (const name of all.slice(0, -KEPT)) {
    await rm(join(dirname(path), name), { recursive: true, force: true }).catch(() => undefined);
  }
}
