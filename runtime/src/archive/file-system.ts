import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import type { Readable, Writable } from 'node:stream';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** The file system that the archiver uses, so that tests can interrupt it at any step. */
export interface ArchiveFileSystem {
  makeDirectory(path: string): Promise<void>;
  list(path: string): Promise<readonly string[]>;
  status(path: string): Promise<{ readonly size: number; readonly modifiedAt: number }>;
  readText(path: string): Promise<string>;
  reader(path: string): Readable;
  /** Creates a file. */
  writer(path: string): Writable;
  /** Resolves once the file's content is on disk. */
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
