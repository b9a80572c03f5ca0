import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { acquireLock, hasLock, LOCK, releaseLock } from './lock.ts';
import { codesOf, diagnosticsOf, makeFolder, readTree } from './testing.ts';

const acquire = (folder: string, timeoutMilliseconds = 0) => acquireLock(folder, { timeoutMilliseconds });

/** A lock as a killed run leaves it, with changes. */
function lockOf(changes: object = {}): string {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  return JSON.stringify({ pid, host: hostname(), ...changes });
}

/** Makes the lock older than one that is being created. */
function age(folder: string): void {
  utimesSync(join(folder, LOCK), new Date(0), new Date(0));
}

describe('the lock of a directory', () => {
  it('exists while a run writes, tells Git to ignore it, and leaves no trace', async () => {
    const folder = makeFolder({ 'a.yaml': 'a' });
    await acquire(folder);
    expect(JSON.parse(readFileSync(join(folder, LOCK, 'holder.json'), 'utf8'))).toEqual({
      pid: process.pid,
      host: hostname(),
    });
    expect(readFileSync(join(folder, LOCK, '.gitignore'), 'utf8')).toBe('*\n');
    writeFileSync(join(folder, LOCK, '0'), 'temporary');
    releaseLock(folder);
    expect(readTree(folder)).toEqual({ 'a.yaml': 'a' });
  });

  it('refuses a second run, and names the process and host of the first', async () => {
    const folder = makeFolder();
    await acquire(folder);
    const [refusal] = await diagnosticsOf(() => acquire(folder));
    releaseLock(folder);
    expect(refusal).toMatchObject({
      code: 'files/locked',
      message: `another run (process ${process.pid} on ${hostname()}) is writing to this directory`,
      remedy: expect.stringContaining(join(folder, LOCK)),
    });
  });

  it('is waited for, which is announced once', async () => {
    const folder = makeFolder();
    await acquire(folder);
    const messages: string[] = [];
    await acquireLock(folder, {
      onMessage: (message) => {
        messages.push(message);
        releaseLock(folder);
      },
    });
    releaseLock(folder);
    expect(messages).toEqual([
      `waiting for another run (process ${process.pid} on ${hostname()}), which is writing to ${folder}`,
    ]);
  });

  it.each([
    { what: 'a process that has ended', changes: {} },
    { what: 'an earlier process with our own id, as in a container', changes: { pid: process.pid } },
  ])('is taken over from $what, with its temporary files', async ({ changes }) => {
    const folder = makeFolder({
      [`${LOCK}/holder.json`]: lockOf(changes),
      [`${LOCK}/.gitignore`]: '*\n',
      [`${LOCK}/0`]: 'half a fi',
      [`${LOCK}/12`]: '',
    });
    await acquire(folder);
    releaseLock(folder);
    expect(readTree(folder)).toEqual({});
  });

  it('is no longer waited for when the run is interrupted', async () => {
    const folder = makeFolder();
    await acquire(folder);
    const second = acquireLock(folder, { timeoutMilliseconds: 60_000, isInterrupted: () => true });
    expect(await codesOf(() => second)).toEqual(['files/locked']);
    releaseLock(folder);
  });

  it('is taken over by only one of many concurrent runs', async () => {
    const folder = makeFolder({ [`${LOCK}/holder.json`]: lockOf() });
    let holders = 0;
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        await acquire(folder, 60_000);
        holders += 1;
        expect(holders).toBe(1);
        await new Promise(setImmediate);
        holders -= 1;
        releaseLock(folder);
      }),
    );
    expect(readTree(folder)).toEqual({});
  });

  it('is taken over without a holder after a while, and not before', async () => {
    const folder = makeFolder({ [`${LOCK}/.gitignore`]: '*\n' });
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
    age(folder);
    await acquire(folder);
    releaseLock(folder);
    expect(hasLock(folder)).toBe(false);
  });

  it.each([
    { what: 'a process on another host', tree: { [`${LOCK}/holder.json`]: lockOf({ host: 'elsewhere' }) } },
    { what: 'a file of somebody else', tree: { [LOCK]: 'theirs' } },
    { what: 'a directory with something else in it', tree: { [`${LOCK}/notes.txt`]: 'theirs' } },
  ])('is not taken over from $what', async ({ tree }) => {
    const folder = makeFolder(tree);
    age(folder);
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
    expect(readTree(folder)).toEqual(tree);
    expect(existsSync(join(folder, LOCK))).toBe(true);
  });

  it('does not accept an id that stands for a group of processes', async () => {
    const folder = makeFolder({ [`${LOCK}/holder.json`]: lockOf({ pid: -1 }) });
    expect(await codesOf(() => acquire(folder))).toEqual(['files/locked']);
  });
});
