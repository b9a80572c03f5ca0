import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockName } from './lock.ts';
import { hasEnded, identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { stagingPrefix } from './staging.ts';
import { makeFolder, readTree, type Tree } from './testing.ts';

// Runs are killed as users run them: one bundled and minified file, in a process of its own.

let programs: string;

beforeAll(async () => {
  programs = mkdtempSync(join(tmpdir(), 'oac-programs-'));
  const bundle = await rolldown({ input: join(import.meta.dirname, 'transaction.ts'), platform: 'node' });
  await bundle.write({ file: join(programs, 'transaction.js'), format: 'esm', minify: true });
  writeFileSync(join(programs, 'package.json'), '{ "type": "module" }');
  writeFileSync(
    join(programs, 'run.js'),
    `import { openTransaction } from './transaction.js';
     const [directory, first, last, text, pause] = process.argv.slice(2);
     const target = { directory, isCreatedIfMissing: true, prune: ['.'], isOurs: () => true };
     process.stdout.write('.');
     const transaction = await openTransaction([target]);
     for (let index = Number(first); index < Number(last); index += 1) {
       transaction.stage(target, { path: \`folder-\${index % 4}/\${index}.yaml\`, content: text.repeat(index) });
     }
     if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause, process.stdout.write('.')));
     await transaction.commit();`,
  );
});

afterAll(() => rmSync(programs, { recursive: true }));

interface FileSet {
  readonly words: readonly [string, string, string];
  readonly tree: Tree;
}

function fileSet(first: number, last: number, text: string): FileSet {
  const tree: Record<string, string> = {};
  for (let index = first; index < last; index += 1)
    tree[`folder-${index % 4}/${index}.yaml`] = text.repeat(index);
  return { words: [String(first), String(last), text], tree };
}

const setA = fileSet(0, 40, 'a line of the first set\n');
const setB = fileSet(5, 45, 'a line of the second set\n');

interface StartOptions {
  readonly detached?: boolean;
  /** Milliseconds to wait between staging and commit. */
  readonly pause?: number;
}

/** Writes to its standard output once when it begins, and again when it pauses. */
function start(
  folder: string,
  set: FileSet,
  { detached = false, pause = 0 }: StartOptions = {},
): ChildProcess {
  return spawn(process.execPath, [join(programs, 'run.js'), folder, ...set.words, String(pause)], {
    detached,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function ended(run: ChildProcess): Promise<void> {
  if (run.exitCode !== null || run.signalCode !== null) return;
  await new Promise((resolve) => run.once('exit', resolve));
}

async function complete(folder: string, set: FileSet): Promise<void> {
  const run = start(folder, set);
  await ended(run);
  expect(run.exitCode).toBe(0);
  expect(readTree(folder)).toEqual(set.tree);
}

function holders(folder: string): readonly ProcessIdentity[] {
  try {
    return JSON.parse(readFileSync(join(folder, lockName, 'holder.json'), 'utf8')).processes;
  } catch {
    return [];
  }
}

/** Until the guardian, too, has done what it had to do. It renames the lock to its own id when it releases it. */
async function settled(folder: string): Promise<void> {
  const isReleasing = () =>
    readdirSync(folder).some((name) => {
      const pid = /^\.oac-lock-(\d+)$/.exec(name)?.[1];
      return pid !== undefined && !hasEnded(identifyProcess(Number(pid)));
    });
  while (!holders(folder).every(hasEnded) || isReleasing()) await sleep(2);
}

/** Kills the run once its journal stands; false if it was so quick that it had released the lock by then. */
async function killAfterJournal(run: ChildProcess, folder: string): Promise<boolean> {
  while (!journalExists(folder) && run.exitCode === null) await new Promise(setImmediate);
  run.kill('SIGSTOP');
  await sleep(10);
  const isInTime = existsSync(join(folder, lockName));
  run.kill('SIGKILL');
  await ended(run);
  await settled(folder);
  return isInTime;
}

function visibleTree(folder: string): Tree {
  return Object.fromEntries(Object.entries(readTree(folder)).filter(([path]) => !path.startsWith('.oac-')));
}

function journalExists(folder: string): boolean {
  return readdirSync(folder).some(
    (name) => name.startsWith(stagingPrefix) && existsSync(join(folder, name, 'journal.json')),
  );
}

function guardianPid(folder: string): number | undefined {
  return holders(folder)[1]?.pid;
}

async function output(run: ChildProcess): Promise<void> {
  await new Promise((resolve) => run.stdout?.once('data', resolve));
}

function killIfRunning(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

/** Milliseconds, spread over the time that a run takes, so that every stage of it is hit. */
function moments(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => (index * 140) / count);
}

function killGroup(run: ChildProcess): void {
  if (run.pid !== undefined) killIfRunning(-run.pid);
}

const interruptions: readonly (readonly [string, number, (run: ChildProcess) => void])[] = [
  ['SIGKILL', 28, (run) => void run.kill('SIGKILL')],
  ['SIGINT', 12, (run) => void run.kill('SIGINT')],
  ['SIGTERM', 12, (run) => void run.kill('SIGTERM')],
  ['SIGKILL of its process group', 12, killGroup],
];

describe('an interrupted run', () => {
  it.each(interruptions)(
    'leaves the old or the new set after %s in any of %i moments',
    async (_name, rounds, interrupt) => {
      const folder = makeFolder();
      await complete(folder, setA);
      let wanted = setB;
      let interrupted = 0;
      for (const moment of moments(rounds)) {
        const run = start(folder, wanted, { detached: true });
        await output(run);
        await sleep(moment);
        interrupt(run);
        await ended(run);
        if (run.signalCode !== null) interrupted += 1;
        await settled(folder);
        const tree = visibleTree(folder);
        expect([setA.tree, setB.tree], `interrupted after ${moment} ms`).toContainEqual(tree);
        wanted = 'folder-0/44.yaml' in tree ? setA : setB;
      }
      expect(interrupted).toBeGreaterThan(2);
      await complete(folder, setA);
    },
  );

  it('has its journal completed and its traces removed by the guardian', async () => {
    const folder = makeFolder();
    await complete(folder, setA);
    let inTime = 0;
    for (let round = 0; inTime < 3; round += 1) {
      const set = round % 2 === 0 ? setB : setA;
      if (await killAfterJournal(start(folder, set), folder)) {
        inTime += 1;
        expect(readTree(folder)).toEqual(set.tree);
      }
      await complete(folder, set);
    }
  });

  it('has its staging removed by the guardian when it was killed before the journal', async () => {
    const folder = makeFolder();
    await complete(folder, setA);
    const run = start(folder, setB, { pause: 60_000 });
    await output(run);
    await output(run);
    run.kill('SIGKILL');
    await ended(run);
    await settled(folder);
    expect(readTree(folder)).toEqual(setA.tree);
  });

  it('is completed by the next run when its guardian was killed with it', async () => {
    const folder = makeFolder();
    await complete(folder, setA);
    for (let round = 0; round < 4; round += 1) {
      const set = round % 2 === 0 ? setB : setA;
      const other = round % 2 === 0 ? setA : setB;
      const run = start(folder, set);
      while (!journalExists(folder) && run.exitCode === null) await new Promise(setImmediate);
      const pid = guardianPid(folder);
      run.kill('SIGKILL');
      killIfRunning(pid);
      await ended(run);
      await settled(folder);
      await complete(folder, other);
      await complete(folder, set);
    }
  });

  it('goes on by itself when only its guardian is killed', async () => {
    const folder = makeFolder();
    await complete(folder, setA);
    const run = start(folder, setB, { pause: 300 });
    await output(run);
    await output(run);
    expect(guardianPid(folder)).toBeGreaterThan(0);
    killIfRunning(guardianPid(folder));
    await ended(run);
    expect(run.exitCode).toBe(0);
    expect(readTree(folder)).toEqual(setB.tree);
  });

  it('never lets two runs mix their sets', async () => {
    const folder = makeFolder();
    const runs = [setA, setB, setA, setB].map((set) => start(folder, set));
    await Promise.all(runs.map(ended));
    expect(runs.map((run) => run.exitCode)).toEqual([0, 0, 0, 0]);
    expect([setA.tree, setB.tree]).toContainEqual(readTree(folder));
  });
});
