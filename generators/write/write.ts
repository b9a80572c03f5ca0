import { existsSync, mkdirSync, realpathSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, posix, resolve } from 'node:path';
import { inParallel } from '../base/in-parallel.ts';
import { findFile } from './existing.ts';
import { errorCode, NOTHING_WRITTEN, PARTLY_WRITTEN, reportingFailure, unwritable } from './failure.ts';
import type { FileSet } from './file-set.ts';
import { acquireLock, hasLock, type Lock, type LockOptions } from './lock.ts';
import { digestOf, MANIFEST } from './manifest.ts';
import { parentsOf } from './path.ts';
import { type Change, changedMeanwhile, type Plan, plan } from './plan.ts';
import { checkTargets } from './root.ts';
import { finishBeforeSignals } from './signals.ts';

/** One file that was changed. */
export interface WrittenFile extends Pick<Change, 'path' | 'kind'> {
  /** The target as the user names it. */
  readonly directory: string;
}

/**
 * Brings sets of files into their targets. Every file is first written beside its place, then each is put there by one
 * rename. Whenever a run is killed, each file is whole, the manifest covers all that is ours, and the next run completes
 * the set. Files that do not differ are not touched, and nor is a target in which none does.
 *
 * @returns what was changed.
 * @throws DiagnosticError from `plan`, or `files/overlap`, `files/locked`, `files/unwritable` or `files/changed`.
 */
export async function writeFiles(
  sets: readonly FileSet[],
  options: LockOptions = {},
): Promise<readonly WrittenFile[]> {
  checkTargets(sets.map(({ target }) => target));
  const outdated = sets.filter((set) => plan(set).changes.length > 0 || hasLock(set.target.directory));
  if (outdated.length === 0) return [];
  return finishBeforeSignals(async (isInterrupted) => {
    const madeDirectories: string[] = [];
    const locks = new Map<FileSet, Lock>();
    try {
      // All runs lock in the same order, so that no two of them wait for each other.
      for (const set of [...outdated].sort(byDirectory)) {
        const { directory } = set.target;
        const root = makeDirectory(directory, madeDirectories);
        locks.set(set, await acquireLock(root, directory, { ...options, isInterrupted }));
      }
      // Another run may have been here before the lock was ours.
      const plans = [...locks].map(([set, lock]) => ({ lock, plan: plan(set) }));
      return await replaceAll(plans.filter((each) => each.plan.changes.length > 0));
    } finally {
      for (const lock of locks.values()) lock.release();
      removeIfEmpty(madeDirectories);
    }
  });
}

/** What a plan changes, or has changed. */
export function changesOf({ directory, changes }: Plan): readonly WrittenFile[] {
  return changes.map(({ path, kind }) => ({ directory, path, kind }));
}

async function replaceAll(
  plans: readonly { readonly plan: Plan; readonly lock: Lock }[],
): Promise<readonly WrittenFile[]> {
  const replacements = plans.map((each) => new Replacement(each.plan, each.lock));
  try {
    for (const replacement of replacements) await replacement.prepare();
    for (const replacement of replacements) await replacement.apply();
    return replacements.flatMap((replacement) => changesOf(replacement.plan));
  } finally {
    for (const replacement of replacements) replacement.removeTemporary();
  }
}

/** A file that is written beside the place that it is for. */
interface Prepared {
  readonly path: string;
  /** Relative to the target, as `path` is. */
  readonly temporary: string;
  readonly mode: number | undefined;
  content(): Buffer;
}

/** Files at a time, so that the file system can flush several of them at once. */
const CONCURRENCY = 16;

/** The change of one target. */
class Replacement {
  readonly plan: Plan;
  readonly #lock: Lock;
  readonly #root: string;
  readonly #prepared: Prepared[] = [];
  readonly #temporaryOf = new Map<Change, Prepared>();
  readonly #transition: Prepared | undefined;

  constructor(plan: Plan, lock: Lock) {
    this.plan = plan;
    this.#lock = lock;
    this.#root = realpathSync.native(plan.directory);
    const { transition } = plan;
    if (transition !== undefined) this.#transition = this.#expect(MANIFEST, undefined, () => transition);
    for (const change of plan.changes) {
      const { path, before, after } = change;
      if (after !== undefined) this.#temporaryOf.set(change, this.#expect(path, before?.mode, after.content));
    }
  }

  /** Writes all new files beside their places. Nothing else changes, so a full disk costs nothing. */
  async prepare(): Promise<void> {
    const { directory } = this.plan;
    reportingFailure(directory, NOTHING_WRITTEN, () =>
      this.#lock.record(this.#prepared.map(({ temporary }) => temporary)),
    );
    const failures = await inParallel(this.#prepared, CONCURRENCY, async (file) => {
      try {
        await writeNew(join(this.#root, file.temporary), file);
        return undefined;
      } catch (error) {
        return unwritable(join(directory, file.path), error, NOTHING_WRITTEN);
      }
    });
    const failure = failures.find((each) => each !== undefined);
    if (failure !== undefined) throw failure;
  }

  /** Puts every file into its place, in an order in which a reader finds what a kustomization lists. */
  async apply(): Promise<void> {
    const { changes, newDirectories, formerDirectories } = this.plan;
    if (this.#transition !== undefined) this.#place(this.#transition);
    await this.#flushDirectories(['.']);
    for (const path of newDirectories) this.#report(path, (place) => mkdirSync(place));
    for (const change of changes.filter(({ path }) => path !== MANIFEST)) this.#make(change);
    for (const path of formerDirectories) removeIfEmpty([join(this.#root, path)]);
    await this.#flushDirectories(changes.map(({ path }) => posix.dirname(path)));
    for (const change of changes.filter(({ path }) => path === MANIFEST)) this.#make(change);
    await this.#flushDirectories(['.']);
  }

  removeTemporary(): void {
    for (const { temporary } of this.#prepared) rmSync(join(this.#root, temporary), { force: true });
  }

  #expect(path: string, mode: number | undefined, content: () => Buffer): Prepared {
    // The directory of the file may have to be made; where that will be, its files can be renamed from.
    const directory = parentsOf(path).findLast((parent) => existsSync(join(this.#root, parent))) ?? '';
    const temporary = posix.join(directory, this.#lock.temporaryName(this.#prepared.length + 1));
    const prepared: Prepared = { path, temporary, mode, content };
    this.#prepared.push(prepared);
    return prepared;
  }

  #make(change: Change): void {
    const { path, before } = change;
    const file = join(this.plan.directory, path);
    if (path !== MANIFEST) {
      const existing = findFile(this.#root, path, file);
      const digest = existing && digestOf(existing.content);
      if (digest !== before?.digest) throw changedMeanwhile(file, PARTLY_WRITTEN);
    }
    const prepared = this.#temporaryOf.get(change);
    if (prepared !== undefined) this.#place(prepared);
    else this.#report(path, (place) => rmSync(place));
  }

  #place({ path, temporary }: Prepared): void {
    this.#report(path, (place) => renameSync(join(this.#root, temporary), place));
  }

  #report(path: string, operation: (place: string) => void): void {
    reportingFailure(join(this.plan.directory, path), PARTLY_WRITTEN, () =>
      operation(join(this.#root, path)),
    );
  }

  /** Until then a loss of power may undo a rename. */
  async #flushDirectories(paths: readonly string[]): Promise<void> {
    // Windows cannot open directories, and needs no flush of them.
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

async function writeNew(place: string, { mode, content }: Prepared): Promise<void> {
  const file = await open(place, 'wx', 0o644);
  try {
    await file.writeFile(content());
    if (mode !== undefined) await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

function byDirectory(a: FileSet, b: FileSet): number {
  return resolve(a.target.directory) < resolve(b.target.directory) ? -1 : 1;
}

/** @param made Receives the directories that were made, innermost first. */
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
