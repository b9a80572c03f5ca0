import { constants } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** The file system that the sink uses, so that tests can make any call fail. Errors have the system's codes. */
export interface SinkFileSystem {
  /** Creates the directory and its parents, if missing. */
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  /** Creates a file for writing; EEXIST if it exists. */
  create(path: string): Promise<SinkFile>;
  /** Opens an existing file for reading and writing. */
  open(path: string): Promise<SinkFile>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes names created or changed in the directory durable. */
  syncDirectory(path: string): Promise<void>;
}

export interface SinkFile {
  /** Returns the number of bytes written, which may be fewer than given. */
  write(bytes: Uint8Array, position: number): Promise<number>;
  /** Returns the number of bytes read; 0 at the end. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Resolves once the content is on disk. */
  sync(): Promise<void>;
  truncate(length: number): Promise<void>;
  status(): Promise<FileStatus>;
  close(): Promise<void>;
}

export interface FileStatus {
  readonly size: number;
  /** False once the file's last name was removed: its content is then lost on close. */
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
    // Does not block on a named pipe in place of a file.
    const file = await open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK);
    if ((await file.stat()).isFile()) return fileOf(file);
    await file.close();
    throw Object.assign(new Error(`${path} is not a regular file`), { code: 'EINVAL' });
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  syncDirectory: (path) => syncDirectory(path),
};

function fileOf(handle: FileHandle): SinkFile {
  return {
    write: async (bytes, position) => (await handle.write(bytes, 0, bytes.length, position)).bytesWritten,
    read: async (into, position) => (await handle.read(into, 0, into.length, position)).bytesRead,
    // Skips the file's times, which nobody needs after a power failure; the size is included.
    sync: () => handle.datasync(),
    truncate: (length) => handle.truncate(length),
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
