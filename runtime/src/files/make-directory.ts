import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { codeOf } from './error-code.ts';

/** Others may read, and only the owner may write, whatever the umask. */
export const DIRECTORY_MODE = 0o755;
export const FILE_MODE = 0o644;

/**
 * Creates a directory and its parents. Node's recursive `mkdir` loops forever below `/proc`, where nothing
 * can be created.
 *
 * @returns whether it was created; false if it existed
 * @throws the error of the file system; ENOTDIR if something else has the name
 */
export async function makeDirectory(path: string, mode: number = DIRECTORY_MODE): Promise<boolean> {
  const isMade = await makeOne(path, mode).catch(async (error: unknown) => {
    if (codeOf(error) !== 'ENOENT' || dirname(path) === path) throw error;
    await makeDirectory(dirname(path), mode);
    return makeOne(path, mode);
  });
  if (!isMade && !(await stat(path)).isDirectory()) {
    throw Object.assign(new Error(`${path} is not a directory`), { code: 'ENOTDIR' });
  }
  return isMade;
}

async function makeOne(path: string, mode: number): Promise<boolean> {
  try {
    await mkdir(path, { mode });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}
