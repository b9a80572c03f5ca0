import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** What the archiver asks of a file system, so that tests can end it at any step. */
export interface ArchiveFileSystem {
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  status(path: string): Promise<{ readonly size: number; readonly modifiedAt: number }>;
  readText(path: string): Promise<string>;
  reader(path: string): Readable;
  /** A new file. */
  writer(path: string): Writable;
  /** The content of the file is on the disk when it returns. */
  sync(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  syncDirectory(path: string): Promise<void>;
}

export const systemArchiveFileSystem: ArchiveFileSystem = {
  makeDirectory: async (path) => {
    await makeDirectory(path);
  },
  list: (path) => readdir(path),
  status: async (path) => {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedAt: mtimeMs };
  },
  readText: (path) => readFile(path, 'utf8'),
  reader: (path) => createReadStream(path),
  writer: (path) => createWriteStream(path, { flags: 'wx', mode: FILE_MODE }),
  sync: async (path) => {
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: (from, to) => rename(from, to),
  remove: (path) => rm(path),
  syncDirectory: (path) => syncDirectory(path),
};
