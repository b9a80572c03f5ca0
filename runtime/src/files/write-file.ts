import { constants } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { codeOf } from './error-code.ts';

const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW = 0 } = constants;

/**
 * Writes a new file to disk, or leaves none. Sets `mode` whatever the umask.
 *
 * @throws the error of the file system; EEXIST if the file exists
 */
export async function writeNewFile(path: string, text: string, mode: number): Promise<void> {
  const file = await open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  try {
    if (process.platform !== 'win32') await file.chmod(mode);
    await file.writeFile(text);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    await file.close();
  }
}

/** Makes a rename survive a power failure. Windows cannot sync directories and does not need to. */
export async function syncDirectory(path: string): Promise<void> {
  try {
    const directory = await open(path, constants.O_RDONLY);
    try {
      await directory.sync();
    } finally {
      await directory.close();
    }
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EISDIR', 'EINVAL', 'ENOTSUP'].includes(codeOf(error))) throw error;
  }
}
