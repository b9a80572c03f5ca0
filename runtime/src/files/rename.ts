import { rename } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { codeOf } from './error-code.ts';

export interface RenameOptions {
  readonly platform?: NodeJS.Platform;
  readonly rename?: (from: string, to: string) => Promise<void>;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
}

const ATTEMPTS = 10;

/** Errors on Windows while a virus scanner or a reader has one of the files open. */
const PASSING = ['EPERM', 'EACCES', 'EBUSY'];

/** Renames a file, with retries on Windows. Elsewhere such an error is permanent. */
export async function renameFile(from: string, to: string, options: RenameOptions = {}): Promise<void> {
  const { platform = process.platform, sleep = delay } = options;
  const once = options.rename ?? rename;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await once(from, to);
      return;
    } catch (error) {
      const isPassing = platform === 'win32' && PASSING.includes(codeOf(error));
      if (!isPassing || attempt === ATTEMPTS) throw error;
      await sleep(10 * attempt);
    }
  }
}
