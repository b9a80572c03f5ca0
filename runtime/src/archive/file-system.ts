import { createReadStream, createWriteStream } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { FILE_MODE, makeDirectory } from '../files/make-directory.ts';
import { syncDirectory } from '../files/write-file.ts';

/** What the archiver does with files, in one place, so that tests can interrupt it at any step. */
export const fileSystem = {
  makeDirectory: async (path: string) => {
    await makeDirectory(path);
  },
  list: (path: string) => readdir(path),
  status: async (path: string) => {
    const { size, mtimeMs } = await stat(path);
    return { size, modifiedAt: mtimeMs };
  },
  readText: (path: string) => readFile(path, 'utf8'),
  reader: (path: string) => createReadStream(path),
  /** Creates a file. */
  writer: (path: string) => createWriteStream(path, { flags: 'wx', mode: FILE_MODE }),
  /** Resolves once the file's content is on disk. */
  sync: async (path: string) => {
    const file = await open(path, 'r+');
    try {
      await file.sync();
    } finally {
      await file.close();
    }
  },
  rename: (from: string, to: string) => rename(from, to),
  remove: (path: string) => rm(path),
  syncDirectory: (path: string) => syncDirectory(path),
};
