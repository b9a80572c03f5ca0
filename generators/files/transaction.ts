import { mkdirSync, realpathSync, rmdirSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, reportingFailure, unwritable } from './failure.ts';
import { Guardian } from './guardian.ts';
import type { FailedStep, Outcome } from './journal.ts';
import { acquireLock, type Lock, type LockOptions } from './lock.ts';
import { findOrphans } from './orphans.ts';
import { incomplete, recover } from './recovery.ts';
import { Staging } from './staging.ts';
import { checkPath, findChange, findRoot, inspect } from './standing.ts';
import type { ChangeKind, OutputFile, Target } from './target.ts';
import { WantedPaths } from './wanted.ts';

export interface TransactionOptions {
  /** Milliseconds to wait for another run that writes to a target; 5,000 if not given. */
  readonly patience?: number;
  /** Told when the run waits for another one, and when it has completed what an interrupted one left behind. */
  readonly onMessage?: (message: string) => void;
}

/** One file that a transaction has changed. */
export interface WrittenFile {
  readonly target: Target;
  readonly path: string;
  readonly kind: ChangeKind;
}

interface OpenTarget {
  readonly index: number;
  /** Real path. */
  readonly root: string;
  readonly wanted: WantedPaths;
}

/**
 * Locks the targets, and completes what an interrupted run has left in them.
 *
 * @throws DiagnosticError `files/missing-target`, `files/not-a-directory`, `files/unwritable` or `files/locked`.
 */
export async function openTransaction(
  targets: readonly Target[],
  options: TransactionOptions = {},
): Promise<Transaction> {
  const lockOptions: LockOptions = {
    patience: options.patience ?? 5_000,
    onMessage: options.onMessage ?? (() => undefined),
  };
  const madeDirectories: string[] = [];
  const locks = new Map<string, Lock>();
  try {
    // All are looked at before one is made, and locked in one order by all runs, so that none waits in a circle.
    const roots = targets.map((target) => findRoot(target));
    const openTargets = new Map<Target, OpenTarget>();
    for (const [index, target] of targets.entries()) {
      const root = roots[index] ?? makeDirectory(target.directory, madeDirectories);
      openTargets.set(target, { index, root, wanted: new WantedPaths() });
    }
    const realRoots = [...openTargets.values()].map((open) => open.root).sort();
    refuseOverlap(realRoots);
    for (const root of realRoots) locks.set(root, await acquireLock(root, lockOptions));
    await recover(locks, lockOptions);
    return new Transaction(openTargets, [...locks.values()], madeDirectories);
  } catch (error) {
    for (const lock of locks.values()) lock.release();
    removeIfEmpty(madeDirectories);
    throw error;
  }
}

/**
 * Replaces a set of files by another one, all or nothing: whatever interrupts it, and whenever, the old or the new
 * set stands. Files that do not differ are not touched.
 */
export class Transaction {
  readonly #targets: ReadonlyMap<Target, OpenTarget>;
  readonly #locks: readonly Lock[];
  readonly #madeDirectories: readonly string[];
  readonly #written: WrittenFile[] = [];
  #staging: Staging | undefined;
  #guardian: Guardian | undefined;
  #isOpen = true;

  /** Use `openTransaction`. */
  constructor(
    targets: ReadonlyMap<Target, OpenTarget>,
    locks: readonly Lock[],
    madeDirectories: readonly string[],
  ) {
    this.#targets = targets;
    this.#locks = locks;
    this.#madeDirectories = madeDirectories;
  }

  /**
   * Writes a file beside the target if it differs from what stands there; its content is not kept in memory. A file
   * that is refused ends the whole transaction.
   *
   * @throws DiagnosticError `files/foreign`, `files/changed`, `files/occupied`, `files/outside`, `files/path`,
   * `files/duplicate` or `files/unwritable`.
   */
  stage(target: Target, file: OutputFile): void {
    this.#orAbort(() => {
      const open = this.#openTarget(target);
      checkPath(target, file.path);
      const standing = inspect(target, open.root, file.path);
      open.wanted.add(target, file.path, standing.path);
      const kind = findChange(target, standing, file);
      if (kind === undefined) return;
      this.#stagingInUse().addFile(open.index, standing, file.content);
      this.#written.push({ target, path: file.path, kind });
    });
  }

  /**
   * Brings the staged files into place and deletes the orphans.
   *
   * @returns what was changed; empty if everything stood there already.
   * @throws DiagnosticError `files/unwritable` or `files/changed`, after which the old set stands.
   */
  async commit(): Promise<readonly WrittenFile[]> {
    this.#orAbort(() => this.#stageDeletions());
    const staging = this.#staging;
    const guardian = this.#guardian;
    if (staging === undefined || guardian === undefined) {
      this.abort();
      return [];
    }
    try {
      await staging.flush();
      staging.publishJournal();
    } catch (error) {
      this.abort();
      throw error;
    }
    let outcome: Outcome;
    try {
      outcome = await guardian.settle();
    } finally {
      this.#close();
    }
    if (outcome.result === 'committed') return this.#written;
    if (outcome.result === 'stuck') throw incomplete(outcome.file, staging.primary, outcome.message);
    removeIfEmpty(this.#madeDirectories);
    throw outcome.result === 'rolled-back' ? rolledBack(outcome) : vanished(staging.primary);
  }

  /** Forgets everything that was staged. Does nothing after the end of the transaction. */
  abort(): void {
    if (!this.#isOpen) return;
    this.#guardian?.dismiss();
    this.#staging?.discard();
    this.#close();
    removeIfEmpty(this.#madeDirectories);
  }

  #close(): void {
    this.#isOpen = false;
    this.#guardian?.dismiss();
    for (const lock of this.#locks) lock.release();
  }

  #orAbort(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.abort();
      throw error;
    }
  }

  #openTarget(target: Target): OpenTarget {
    const open = this.#targets.get(target);
    if (open === undefined || !this.#isOpen) throw new Error('the transaction is not open for this target');
    return open;
  }

  #stagingInUse(): Staging {
    if (this.#staging === undefined) {
      this.#staging = new Staging([...this.#targets.values()].map((open) => open.root));
      this.#guardian = new Guardian(this.#staging.primary, this.#staging.directories, this.#locks);
    }
    return this.#staging;
  }

  #stageDeletions(): void {
    for (const [target, open] of this.#targets) {
      for (const orphan of findOrphans(target, open.root, (path) => open.wanted.has(path))) {
        this.#stagingInUse().addDeletion(open.index, orphan.path, orphan.content);
        this.#written.push({ target, path: orphan.path, kind: 'delete' });
      }
    }
  }
}

/** @param roots Sorted. */
function refuseOverlap(roots: readonly string[]): void {
  for (const [index, root] of roots.entries()) {
    const outer = roots.slice(0, index).find((other) => root === other || root.startsWith(other + sep));
    if (outer === undefined) continue;
    throw DiagnosticError.of({
      code: 'files/overlap',
      place: { file: root },
      message: `this target lies in another one: ${outer}`,
      reason: 'Files of the one would be taken for files of the other that are no longer generated',
      remedy: 'Give directories of which none contains another.',
    });
  }
}

/** @param made Receives the directories that were made, innermost first. */
function makeDirectory(directory: string, made: string[]): string {
  const outermost = reportingFailure(directory, () => mkdirSync(directory, { recursive: true }));
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

function rolledBack(failed: FailedStep): DiagnosticError {
  if (failed.code !== 'CHANGED' && failed.code !== 'EEXIST') {
    return unwritable(failed.file, failed.code, failed.message);
  }
  return DiagnosticError.of({
    code: 'files/changed',
    place: { file: failed.file },
    message: 'the file was changed by somebody else while the new ones were being written',
    reason: 'Writing ours would have lost that change, so the files that were written were put back',
    remedy: 'Run again.',
  });
}

function vanished(primary: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/changed',
    place: { file: primary },
    message: 'the directory with the staged files was removed while they were being brought into place',
    reason: 'Nothing was left to be written',
    remedy: 'Let nothing clean up the target directory during a run, and run again.',
  });
}
