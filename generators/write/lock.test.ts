import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, LOCK } from './lock.ts';
import { codesOf, diagnosticsOf, makeFolder, readTree } from './testing.ts';

const acquire = (folder: string, patience = 0) => acquireLock(folder, folder, { patience });

/** The id of a process that has ended. */
function endedProcess(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function writeLock(folder: string, changes: object): void {
  const holder = { pid: endedProcess(), host: hostname(), run: randomUUID(), temporary: [], ...changes };
  writeFileSync(join(folder, LOCK), `${JSON.stringify(holder)}\n`);
}

describe('the lock of a directory', () => {
  it('is a file while a run writes there, and leaves no trace', async () => {
    const folder = makeFolder({ 'a.yaml': 'a' });
    const lock = await acquire(folder);
    expect(JSON.parse(readFileSync(join(folder, LOCK), 'utf8'))).toMatchObject({ pid: process.pid });
    lock.release();
    expect(readTree(folder)).toEqual({ 'a.yaml': 'a' });
  });

  it('refuses a second run by the process and host of the first', async () => {
    const folder = makeFolder();
    const lock = await acquire(folder);
    const [refusal] = await diagnosticsOf(() => acquire(folder));
    lock.release();
    expect(refusal).toMatchObject({
      code: 'files/locked',
      message: `another run (process ${process.pid} on ${hostname()}) is writing to this directory`,
      remedy: expect.stringContaining(join(folder, LOCK)),
    });
  });

  it('is waited for, and the wait is announced once', async () => {
    const folder = makeFolder();
    const first = await acquire(folder);
    const messages: string[] = [];
    const second = acquireLock(folder, 'out', {
      onMessage: (message) => {
        messages.push(message);
        first.release();
      },
    });
    (await second).release();
    expect(messages).toEqual([
      `waiting for another run (process ${process.pid} on ${hostname()}), which is writing to out`,
    ]);
  });

  it.each([
    { what: 'a process that has ended', changes: {} },
    { what: 'an earlier process with our own id, as in a container', changes: { pid: process.pid } },
  ])('is taken over from $what', async ({ changes }) => {
    const folder = makeFolder();
    writeLock(folder, changes);
    (await acquire(folder)).release();
    expect(readTree(folder)).toEqual({});
  });

  it('is taken over by one of many runs at a time', async () => {
    const folder = makeFolder();
    writeLock(folder, {});
    let holders = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const lock = await acquire(folder, 60_000);
        holders += 1;
        expect(holders).toBe(1);
        await new Promise(setImmediate);
        holders -= 1;
        lock.release();
      }),
    );
    expect(readTree(folder)).toEqual({});
  });

  it('is not taken over from a process on another host, which nobody can look at', async () => {
    const folder = makeFolder();
    writeLock(folder, { host: 'elsewhere' });
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
  });

  it.each([
    { what: 'a file of somebody else', make: (lock: string) => writeFileSync(lock, 'theirs') },
    { what: 'a directory', make: (lock: string) => mkdirSync(lock) },
    {
      what: 'a process id that stands for a group of processes',
      make: (lock: string) =>
        writeFileSync(lock, JSON.stringify({ pid: -1, host: hostname(), run: randomUUID(), temporary: [] })),
    },
  ])('is not taken over from $what', async ({ make }) => {
    const folder = makeFolder();
    make(join(folder, LOCK));
    const before = readTree(folder);
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
    expect(readTree(folder)).toEqual(before);
  });

  it('is taken over when it has been empty for a while, and not before', async () => {
    const folder = makeFolder({ [LOCK]: '' });
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
    utimesSync(join(folder, LOCK), new Date(0), new Date(0));
    (await acquire(folder)).release();
    expect(existsSync(join(folder, LOCK))).toBe(false);
  });

  it('leads to the temporary files of a killed run, and to nothing else', async () => {
    const run = randomUUID();
    const kept = {
      'monitoring/.oac-notes': 'theirs',
      [`monitoring/.oac-${randomUUID()}-1`]: 'of another run',
      'target.yaml': 'theirs',
    };
    const folder = makeFolder({
      ...kept,
      [`monitoring/.oac-${run}-1`]: 'half a file',
      [`.oac-${run}-2`]: '',
    });
    writeLock(folder, {
      run,
      temporary: [
        `monitoring/.oac-${run}-1`,
        `.oac-${run}-2`,
        `.oac-${run}-3`,
        'target.yaml',
        'monitoring/.oac-notes',
        `../.oac-${run}-4`,
        5,
      ],
    });
    (await acquire(folder)).release();
    expect(readTree(folder)).toEqual(kept);
  });

  it('is waited for no longer when the run is interrupted', async () => {
    const folder = makeFolder();
    const first = await acquire(folder);
    const second = acquireLock(folder, folder, { patience: 60_000, isInterrupted: () => true });
    expect(await codesOf(() => second)).toEqual(['files/locked']);
    first.release();
  });

  it('is left alone on release if another run has taken it', async () => {
    const folder = makeFolder();
    const lock = await acquire(folder);
    writeLock(folder, { host: 'elsewhere' });
    lock.release();
    expect(existsSync(join(folder, LOCK))).toBe(true);
  });
});
