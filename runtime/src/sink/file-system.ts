import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** What the sink asks of a file system, so that tests can make any of it fail. Errors have the system's codes. */
export interface SinkFileSystem {
  /** With those above it; nothing where it is there. */
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** A new file for writing; EEXIST where there is one. */
  create(path: string): Promise<SinkFile>;
  /** A file that is there, for reading and writing. */
  open(path: string): Promise<SinkFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes names that were created or changed in the directory last. */
  syncDirectory(path: string): Promise<void>;
}

export interface SinkFile {
  /** May write less than it was given, as the system does; the number of bytes written. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Bytes read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Returns once the content is on the disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  status(): Promise<FileStatus>;
  close(): Promise<void>;
}

export interface FileStatus {
  readonly size: number;
  /** False once the last name of the file was removed: what is written then is lost when it is closed. */
  readonly hasName: boolean;
}

const { O_RDWR, O_CREAT, O_EXCL, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

export const systemFileSystem: SinkFileSystem = {
  makeDirectory: async (path) => {
    await makeDirectory(path);
  },
  list: (path) => readdir(path),
  create: async (path) => fileOf(await open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, FILE_MODE)),
  open: async (path) => {
    // A named pipe in the place of a file is not waited for.
    const file = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return fileOf(file);
    await file.close();
    throw Object.assign(new Error(`${path} is no regular file`), { code: 'EINVAL' });
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  syncDirectory: (path) => syncDirectory(path),
};

function fileOf(handle: FileHandle): SinkFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    // Without the times of the file, which nobody needs after a power failure; the size is written with it.
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
    status: async () => {
      const { size, nlink } = await handle.stat();
      return { size, hasName: nlink > 0 };
    },
    close: () => handle.close(),
  };
}

/** Writes all of it, in as many steps as the system takes. */
export async function writeWhole(file: SinkFile, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const count = await file.write(bytes.subarray(written), position + written);
    if (count === 0) throw Object.assign(new Error('Nothing was written'), { code: 'EIO' });
    written += count;
  }
}
