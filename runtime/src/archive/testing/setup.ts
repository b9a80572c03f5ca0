import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { backupArchiveSize, backupFailures, backupLastSuccess } from 'observer-metrics/observer';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { Instruments } from '../../telemetry/instruments.ts';
import { silentLog } from '../../telemetry/log.ts';
import { totalOf } from '../../telemetry/testing/samples.ts';
import { TestClock } from '../../testing/clock.ts';
import { fileSystem } from '../file-system.ts';
import { type Archiver, type ArchiverOptions, archiveMetrics, startArchiver } from '../index.ts';

/** A Wednesday evening in Korea. */
export const EVENING = Date.parse('2026-11-25T18:00:00+09:00');

export async function bench(target?: string) {
  const base = await temporaryDirectory();
  const source = join(base, 'data');
  const archive = target ?? join(base, 'archive');
  const clock = new TestClock(EVENING);
  let instruments = new Instruments();
  const put = async (name: string, text: string) => {
    const path = join(source, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, text);
  };
  return {
    clock,
    source,
    archive,
    put,
    /** What the last archiver measured. `lastSuccess` is in milliseconds since 1970, or 0. */
    measured: async () => ({
      bytes: await totalOf(instruments, backupArchiveSize),
      lastSuccess: (await totalOf(instruments, backupLastSuccess)) * 1000,
      failures: await totalOf(instruments, backupFailures),
    }),
    start: (changes: Partial<ArchiverOptions> = {}): Archiver => {
      instruments = new Instruments();
      const observer = archiveMetrics(instruments, true);
      const options = { source, target: archive, clock, log: silentLog, observer };
      const archiver = startArchiver({ ...options, ...changes });
      releaseAfterwards(() => archiver.close());
      return archiver;
    },
    sources: () => namesBelow(source),
    archives: () => namesBelow(archive),
    unpacked: async (name: string) => gunzipSync(await readFile(join(archive, name))).toString(),
  };
}

/** Files below a directory, except the lock. */
async function namesBelow(directory: string): Promise<readonly string[]> {
  const names = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((name) => !name.startsWith('.'))
    .sort();
}

const system = { ...fileSystem };

/** Replaces some calls of the file system until the end of the test, or until the returned function is called. */
export function interrupt(changes: (calls: typeof system) => Partial<typeof system>): () => void {
  const end = () => void Object.assign(fileSystem, system);
  Object.assign(fileSystem, changes(system));
  releaseAfterwards(end);
  return end;
}

/** Kills the process at this call of the file system: it fails, and none follows. */
export function killAt(step: number): { readonly calls: () => number; readonly end: () => void } {
  let calls = 0;
  const later =
    <Arguments extends readonly unknown[], Result>(work: (...args: Arguments) => Result) =>
    (...args: Arguments) => {
      calls += 1;
      if (calls >= step) throw Object.assign(new Error('killed'), { code: 'KILLED' });
      return work(...args);
    };
  const end = interrupt((real) => ({
    makeDirectory: later(real.makeDirectory),
    list: later(real.list),
    status: later(real.status),
    readText: later(real.readText),
    sync: later(real.sync),
    rename: later(real.rename),
    remove: later(real.remove),
    syncDirectory: later(real.syncDirectory),
    reader: later(real.reader),
    writer: later(real.writer),
  }));
  return { calls: () => calls, end };
}
