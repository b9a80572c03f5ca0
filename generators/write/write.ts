import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { inParallel } from '../base/in-parallel.ts';
import { findFile } from './existing.ts';
import { errorCode, NOTHING_WRITTEN, PARTLY_WRITTEN, reportingFailure, unwritable } from './failure.ts';
import type { FileSet } from './file-set.ts';
import { acquireLock, hasLock, LOCK, type LockOptions, releaseLock } from './lock.ts';
import { MANIFEST } from './manifest.ts';
import { parentsOf } from './path.ts';
import { type Change, changedMeanwhile, type Plan, plan } from './plan.ts';
import { checkTargets } from './root.ts';

/** A file that was changed. */
export interface WrittenFile extends Pick<Change, 'path' | 'kind'> {
  /** The target as the user names it. */
  readonly directory: string;
}

/**
 * Writes sets of files to their targets. Every file is first written to a temporary name, then renamed into
 * place. Whenever a run is killed, each file is complete, the manifest records everything that is ours, and
 * the next run finishes the set. Unchanged files and targets are not touched.
 *
 * @returns what was changed.
 * @throws DiagnosticError from `plan`, or `files/overlap`, `files/locked`, `files/unwritable` or
 *   `files/changed`.
 */
export async function writeFiles(
  sets: readonly FileSet[],
  options: LockOptions = {},
): Promise<readonly WrittenFile[]> {
  checkTargets(sets.map(({ target }) => target));
  const outdated = sets.filter((set) => changesOf(plan(set)).length > 0 || hasLock(set.target.directory));
  if (outdated.length === 0) return [];
  return finishBeforeSignals(async (isInterrupted) => {
    const made: string[] = [];
    const locked: string[] = [];
    try {
      // All runs lock in the same order, so no two of them wait for each other.
      for (const directory of outdated.map(({ target }) => target.directory).sort(byResolvedPath)) {
        made.push(...missingIn(directory));
        reportingFailure(directory, NOTHING_WRITTEN, () => mkdirSync(directory, { recursive: true }));
        await acquireLock(directory, { ...options, isInterrupted });
        locked.push(directory);
      }
      // Another run may have written before we had the lock.
      const plans = outdated.map(plan);
      for (const each of plans) await prepare(each);
      for (const each of plans) apply(each);
      return plans.flatMap(changesOf);
    } finally {
      for (const directory of locked) releaseLock(directory);
      removeIfEmpty(made);
    }
  });
}

function byResolvedPath(a: string, b: string): number {
  return resolve(a) < resolve(b) ? -1 : 1;
}

/** The directories that have to be made for one, innermost first. */
function missingIn(directory: string): readonly string[] {
  const parent = dirname(directory);
  return existsSync(directory) || parent === directory ? [] : [directory, ...missingIn(parent)];
}

/** What a plan changes, or has changed: the manifest last. */
export function changesOf({ directory, changes, manifest }: Plan): readonly WrittenFile[] {
  const all = manifest === undefined ? changes : [...changes, manifest];
  return all.map(({ path, kind }) => ({ directory, path, kind }));
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Does work that a signal must not interrupt. A signal takes effect when the work is done; the work may ask
 * whether there is one.
 */
async function finishBeforeSignals<Result>(
  work: (isInterrupted: () => boolean) => Promise<Result>,
): Promise<Result> {
  let received: NodeJS.Signals | undefined;
  const remember = (signal: NodeJS.Signals) => {
    received ??= signal;
  };
  for (const signal of SIGNALS) process.on(signal, remember);
  try {
    return await work(() => received !== undefined);
  } finally {
    // A signal during the last piece of work is delivered only now.
    await new Promise(setImmediate);
    for (const signal of SIGNALS) process.off(signal, remember);
    if (received !== undefined) process.kill(process.pid, received);
  }
}

/** Concurrent files, so that the file system can flush several of them at once. */
const CONCURRENCY = 16;

/** All changes of a plan in order, each with the place of its new content until it is renamed. */
function stepsOf({ directory, transition, changes, manifest }: Plan) {
  return [transition, ...changes, manifest]
    .filter((change) => change !== undefined)
    .map((change, index) => ({ ...change, temporary: join(directory, LOCK, String(index)) }));
}

/** Writes all new files into the lock. Nothing else changes, so a full disk does no harm. */
async function prepare(plan: Plan): Promise<void> {
  const { directory } = plan;
  const failures = await inParallel(
    stepsOf(plan),
    CONCURRENCY,
    async ({ path, before, after, temporary }) => {
      try {
        checkWritable(directory, path);
        if (after === undefined) return undefined;
        await writeFile(temporary, after.content(), { flag: 'wx', mode: 0o644, flush: true });
        if (before !== undefined) await chmod(temporary, before.mode);
        return undefined;
      } catch (error) {
        return unwritable(join(directory, path), error, NOTHING_WRITTEN);
      }
    },
  );
  const failure = failures.find((each) => each !== undefined);
  if (failure !== undefined) throw failure;
}

/** Checks beforehand what would fail a rename: permissions, and another file system. */
function checkWritable(directory: string, path: string): void {
  const parents = ['', ...parentsOf(path)].map((parent) => join(directory, parent));
  const existing = parents.findLast((parent) => existsSync(parent)) ?? directory;
  accessSync(existing, constants.W_OK);
  if (statSync(existing).dev !== statSync(directory).dev) {
    throw Object.assign(new Error('another file system'), { code: 'EXDEV' });
  }
}

/** Renames every file into place, in an order in which a kustomization never lists a missing file. */
function apply(plan: Plan): void {
  const { directory, formerDirectories } = plan;
  for (const { path, before, after, temporary } of stepsOf(plan)) {
    const file = join(directory, path);
    // Before the last manifest, which no longer names the files that they held.
    if (path === MANIFEST) removeIfEmpty(formerDirectories.map((each) => join(directory, each)));
    else if (findFile(directory, path)?.digest !== before?.digest) {
      throw changedMeanwhile(file, PARTLY_WRITTEN);
    }
    reportingFailure(file, PARTLY_WRITTEN, () => {
      if (after === undefined) return rmSync(file);
      mkdirSync(dirname(file), { recursive: true });
      renameSync(temporary, file);
    });
  }
}

function removeIfEmpty(directories: readonly string[]): void {
  for (const directory of directories) {
    try {
      rmdirSync(directory);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}
