import { mkdtemp, realpath, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { releaseAfterwards } from './release.ts';

/** A new, empty folder that is removed after the test, or after the file if called in `beforeAll`. */
export async function temporaryDirectory(): Promise<string> {
  // Resolved, because tools print real paths and macOS's temporary folder is a symbolic link.
  const directory = await realpath(await mkdtemp(path.join(os.tmpdir(), 'oac-')));
  releaseAfterwards(() => rm(directory, { recursive: true, force: true }));
  return directory;
}
