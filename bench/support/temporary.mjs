// @ts-check
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Gives the work a directory that is gone afterwards.
 * @template Result
 * @param {(directory: string) => Promise<Result>} work
 */
export async function inTemporaryDirectory(work) {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'oac-bench-')));
  try {
    return await work(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
