import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { acquireLock, lockName, removeAbandonedClaims } from './lock.ts';
import { hasEnded, identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { diagnosticsOf, makeFolder, readTree } from './testing.ts';

const impatient = { patience: 0, onMessage: () => undefined };

function writeHolder(folder: string, processes: readonly ProcessIdentity[]): void {
  mkdirSync(join(folder, lockName));
  writeFileSync(join(folder, lockName, 'holder.json'), JSON.stringify({ token: 'earlier', processes }));
}

function endedProcess(): ProcessIdentity {
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  return { ...identifyProcess(process.pid), pid, startedAt: '1' };
}

function runningProcess(): ProcessIdentity {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return identifyProcess(child.pid ?? 0);
}

describe('acquireLock', () => {
  it('leaves nothing behind once it is released', async () => {
    const folder = makeFolder();
    const lock = await acquireLock(folder, impatient);
    expect(Object.keys(readTree(folder))).toEqual(['.oac-lock/.gitignore', '.oac-lock/holder.json']);
    lock.release();
    expect(readTree(folder)).toEqual({});
  });

  it('waits for the other run, says so once, and goes on when it has ended', async () => {
    const folder = makeFolder();
    const first = await acquireLock(folder, impatient);
    const messages: string[] = [];
    const second = acquireLock(folder, { patience: 10_000, onMessage: (message) => messages.push(message) });
    setTimeout(() => first.release(), 200);
    (await second).release();
    expect(messages).toEqual([`waiting for another run (process ${process.pid}) that writes to ${folder}`]);
    expect(readTree(folder)).toEqual({});
  });

  it('gives up when its patience ends, naming the process', async () => {
    const folder = makeFolder();
    const other = runningProcess();
    writeHolder(folder, [other]);
    const [diagnostic] = await diagnosticsOf(() => acquireLock(folder, { ...impatient, patience: 120 }));
    expect(diagnostic).toMatchObject({
      code: 'files/locked',
      message: `another run (process ${other.pid}) is writing to this directory`,
    });
    expect(Object.keys(readTree(folder))).toEqual(['.oac-lock/holder.json']);
  });

  it('is held as long as one of the processes that share it runs', async () => {
    const folder = makeFolder();
    const companion = runningProcess();
    writeHolder(folder, [endedProcess(), companion]);
    const [diagnostic] = await diagnosticsOf(() => acquireLock(folder, impatient));
    expect(diagnostic?.message).toContain(`(process ${companion.pid})`);
  });

  const staleHolders: readonly (readonly [string, (folder: string) => void])[] = [
    ['a process that has ended', (folder) => writeHolder(folder, [endedProcess()])],
    [
      'a process whose id was given to a later one',
      (folder) => writeHolder(folder, [{ ...runningProcess(), startedAt: '1' }]),
    ],
    [
      'a process before the last boot',
      (folder) => writeHolder(folder, [{ ...runningProcess(), boot: 'an earlier one' }]),
    ],
    [
      'a claim torn by a loss of power',
      (folder) => {
        writeHolder(folder, []);
        writeFileSync(join(folder, lockName, 'holder.json'), '{"tok');
      },
    ],
  ];
  it.each(staleHolders)('takes over from %s', async (_name, prepare) => {
    const folder = makeFolder();
    prepare(folder);
    const lock = await acquireLock(folder, impatient);
    const [diagnostic] = await diagnosticsOf(() => acquireLock(folder, impatient));
    expect(diagnostic?.code).toBe('files/locked');
    lock.release();
    expect(readTree(folder)).toEqual({});
  });

  it('does not presume that a process in another container has ended', async () => {
    const folder = makeFolder();
    writeHolder(folder, [{ ...endedProcess(), realm: 'elsewhere pid:[1]' }]);
    const [diagnostic] = await diagnosticsOf(() => acquireLock(folder, impatient));
    expect(diagnostic?.remedy).toContain(`remove ${join(folder, lockName)}`);
  });

  it('is never held by two at once, also when all of them find it stale', async () => {
    for (let round = 0; round < 10; round += 1) {
      const folder = makeFolder();
      writeHolder(folder, [endedProcess()]);
      let holders = 0;
      const runs = Array.from({ length: 4 }, async () => {
        const lock = await acquireLock(folder, { ...impatient, patience: 20_000 });
        holders += 1;
        expect(holders).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 2));
        holders -= 1;
        lock.release();
      });
      await Promise.all(runs);
      expect(readTree(folder)).toEqual({});
    }
  });

  it('names the process that shares it in the file that the other one reads', async () => {
    const folder = makeFolder();
    const lock = await acquireLock(folder, impatient);
    lock.shareWith([identifyProcess(1)]);
    expect(JSON.parse(readFileSync(lock.holderFile, 'utf8')).processes).toMatchObject([
      { pid: process.pid },
      { pid: 1 },
    ]);
    lock.release();
  });
});

describe('hasEnded', () => {
  it('is false for this process and true once a process is gone', () => {
    expect(hasEnded(identifyProcess(process.pid))).toBe(false);
    expect(hasEnded(endedProcess())).toBe(true);
  });
});

describe('removeAbandonedClaims', () => {
  it('removes the claims of runs that have ended, and spares those of others', () => {
    const holder = (process: ProcessIdentity) => JSON.stringify({ token: 'x', processes: [process] });
    const folder = makeFolder({
      '.oac-claim-ended/holder.json': holder(endedProcess()),
      '.oac-claim-waiting/holder.json': holder(identifyProcess(process.pid)),
      '.oac-claim-without-holder/.gitignore': '*\n',
      '.oac-lock-released/holder.json': holder(endedProcess()),
    });
    removeAbandonedClaims(folder);
    expect(Object.keys(readTree(folder))).toEqual(['.oac-claim-waiting/holder.json']);
  });
});
