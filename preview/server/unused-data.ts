import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isRunning } from 'test-support/is-running';

const WEEK = 7 * 86_400_000;

/** Removes what killed previews left behind, and example data that no preview has used for a week. */
export async function removeUnused(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const directory = path.join(cache, name);
    const pid = /^run-(\d+)$/.exec(name)?.[1];
    // A running preview has its own links to the data.
    const isUnused =
      pid === undefined
        ? /^(?:data|samples)-/.test(name) && (await stat(directory)).mtimeMs < Date.now() - WEEK
        : !isRunning(Number(pid));
    if (isUnused) await rm(directory, { recursive: true, force: true });
  }
}
