import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** The file system that the sink uses, so that tests can make any call fail. Errors have the system's codes. */
export type SinkFileSystem = typeof systemFileSystem;

export type SinkFile = ReturnType<typeof fileOf>;

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

export const systemFileSystem = {
  /** Creates the directory and its parents, if missing. */
  makeDirectory: async (path: string): Promise<void> => {
    await makeDirectory(path);
  },
  list: (path: string): Promise<readonly string[]> => readdir(path),
  /** Creates a file for writing; EEXIST if it exists. */
  create: async (path: string) => fileOf(await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE)),
  /** Opens an existing file for reading and writing. */
  open: async (path: string) => {
    // Does not block on a named pipe in place of a file.
    const file = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return fileOf(file);
    await file.close();
    throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EINVAL' });
  },
  rename: (from: string, to: string) => rename(from, to),
  remove: (path: string) => rm(path),
  /** Makes names created or changed in the directory durable. */
  syncDirectory: (path: string) => syncDirectory(path),
};

function fileOf(handle: FileHandle) {
  return {
    /** Returns the number of bytes written, which may be fewer than given. */
    write: async (bytes: Uint8Array, position: number) =>
      (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    /** Returns the number of bytes read; 0 at the end. */
    read: async (into: Uint8Array, position: number) =>
      (await handle.read(into, 0, into.length, position)).bytesRead,
    // Resolves once the content is on disk. Skips the file's times, which nobody needs after a power failure; the size is included.
    sync: () => handle.datasync(),
    truncate: (length: number) => handle.truncate(length),
    /** `hasName` is false once the file's last name was removed: its content is then lost on close. */
    status: async () => {
      const { size, nlink } = await handle.stat();
      return { size, hasName: nlink > 0 };
    },
    close: () => handle.close(),
  };
}

/** Writes all bytes, in as many steps as needed. */
export async function writeWhole(file: SinkFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written), position + written);
    if (count === 0) throw Object.assign(new Error('Nothing was written'), { code: 'EIO' });
    written += count;
  }
}
