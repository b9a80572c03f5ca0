import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { inParallel } from '../base/in-parallel.ts';
import { findFile } from './existing.ts';
import { errorCode, NOTHING_WRITTEN, PARTLY_WRITTEN, reportingFailure, unwritable } from './failure.ts';
import type { FileSet } from './file-set.ts';
import { acquireLock, hasLock, LOCK, type LockOptions, releaseLock } from './lock.ts';
import { digestOf, MANIFEST } from './manifest.ts';
import { parentsOf } from './path.ts';
import { type Change, changedMeanwhile, type Plan, plan } from './plan.ts';
import { checkTargets } from './root.ts';
import { finishBeforeSignals } from './signals.ts';

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
    const madeDirectories: string[] = [];
    const locked: string[] = [];
    try {
      // All runs lock in the same order, so no two of them wait for each other.
      for (const { target } of [...outdated].sort(byDirectory)) {
        const root = makeDirectory(target.directory, madeDirectories);
        await acquireLock(root, target.directory, { ...options, isInterrupted });
        locked.push(root);
      }
      // Another run may have written before we had the lock.
      return await replaceAll(outdated.map(plan));
    } finally {
      for (const root of locked) releaseLock(root);
      removeIfEmpty(madeDirectories);
    }
  });
}

/** What a plan changes, or has changed: the manifest last. */
export function changesOf({ directory, changes, manifest }: Plan): readonly WrittenFile[] {
  const all = manifest === undefined ? changes : [...changes, manifest];
  return all.map(({ path, kind }) => ({ directory, path, kind }));
}

async function replaceAll(plans: readonly Plan[]): Promise<readonly WrittenFile[]> {
  const replacements = plans
    .filter((each) => changesOf(each).length > 0)
    .map((each) => new Replacement(each));
  for (const replacement of replacements) await replacement.prepare();
  for (const replacement of replacements) await replacement.apply();
  return replacements.flatMap(({ plan }) => changesOf(plan));
}

/** Concurrent files, so that the file system can flush several of them at once. */
const CONCURRENCY = 16;

/** Executes a plan in a locked directory. */
class Replacement {
  readonly plan: Plan;
  readonly #root: string;
  /** Where the new content of a file is until it is renamed into place. */
  readonly #temporary: ReadonlyMap<Change, string>;

  constructor(plan: Plan) {
    const { directory, transition, changes, manifest } = plan;
    const all = [transition, ...changes, manifest].filter((change) => change !== undefined);
    const root = realpathSync.native(directory);
    this.plan = plan;
    this.#root = root;
    this.#temporary = new Map(all.map((change, index) => [change, join(root, LOCK, String(index))]));
  }

  /** Writes all new files into the lock. Nothing else changes, so a full disk does no harm. */
  async prepare(): Promise<void> {
    const device = statSync(this.#root).dev;
    const failures = await inParallel([...this.#temporary], CONCURRENCY, async ([change, temporary]) => {
      try {
        this.#checkDirectory(change.path, device);
        if (change.after !== undefined) await writeNew(temporary, change);
        return undefined;
      } catch (error) {
        return unwritable(join(this.plan.directory, change.path), error, NOTHING_WRITTEN);
      }
    });
    const failure = failures.find((each) => each !== undefined);
    if (failure !== undefined) throw failure;
  }

  /** Renames every file into place, in an order in which a kustomization never lists a missing file. */
  async apply(): Promise<void> {
    const { transition, changes, formerDirectories, manifest } = this.plan;
    if (transition !== undefined) this.#make(transition);
    await this.#flushDirectories(['.']);
    for (const change of changes) this.#make(change);
    removeIfEmpty(formerDirectories.map((path) => join(this.#root, path)));
    await this.#flushDirectories(['.', ...changes.flatMap(({ path }) => parentsOf(path))]);
    if (manifest !== undefined) this.#make(manifest);
    await this.#flushDirectories(['.']);
  }

  #make(change: Change): void {
    const { path, before, after } = change;
    const file = join(this.plan.directory, path);
    if (path !== MANIFEST) {
      const existing = findFile(this.#root, path, file);
      const digest = existing && digestOf(existing.content);
      if (digest !== before?.digest) throw changedMeanwhile(file, PARTLY_WRITTEN);
    }
    const temporary = this.#temporary.get(change) ?? '';
    this.#report(path, (place) => {
      if (after === undefined) return rmSync(place);
      mkdirSync(dirname(place), { recursive: true });
      renameSync(temporary, place);
    });
  }

  /** Checks beforehand what would fail a rename: permissions, and another file system. */
  #checkDirectory(path: string, device: number): void {
    const existing = ['', ...parentsOf(path)].findLast((each) => existsSync(join(this.#root, each))) ?? '';
    accessSync(join(this.#root, existing), constants.W_OK);
    if (statSync(join(this.#root, existing)).dev !== device) {
      throw Object.assign(new Error('another file system'), { code: 'EXDEV' });
    }
  }

  #report(path: string, operation: (place: string) => void): void {
    const file = join(this.plan.directory, path);
    reportingFailure(file, PARTLY_WRITTEN, () => operation(join(this.#root, path)));
  }

  /** Until then a power failure may undo a rename. */
  async #flushDirectories(paths: readonly string[]): Promise<void> {
    // Windows cannot open directories and needs no flush of them.
    if (process.platform === 'win32') return;
    const places = [...new Set(paths)]
      .map((path) => join(this.#root, path))
      .filter((place) => existsSync(place));
    await inParallel(places, CONCURRENCY, async (place) => {
      const handle = await open(place, 'r');
      await handle.sync().finally(() => handle.close());
    });
  }
}

async function writeNew(place: string, { before, after }: Change): Promise<void> {
  const file = await open(place, 'wx', 0o644);
  try {
    if (after !== undefined) await file.writeFile(after.content());
    if (before !== undefined) await file.chmod(before.mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

function byDirectory(a: FileSet, b: FileSet): number {
  return resolve(a.target.directory) < resolve(b.target.directory) ? -1 : 1;
}

/** @param made Receives the created directories, innermost first. */
function makeDirectory(directory: string, made: string[]): string {
  const outermost = reportingFailure(directory, NOTHING_WRITTEN, () =>
    mkdirSync(directory, { recursive: true }),
  );
  const root = realpathSync.native(directory);
  if (outermost !== undefined) {
    const end = dirname(realpathSync.native(outermost));
    for (let up = root; up !== end; up = dirname(up)) made.push(up);
  }
  return root;
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
