import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join, posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, reportingFailure, unwritable } from './failure.ts';
import { HIDDEN_PREFIX } from './output.ts';
import { isPlainPath } from './path.ts';

/** A file that is there while a run writes to its directory. */
export const LOCK = `${HIDDEN_PREFIX}lock`;

/** What the lock says. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Names the run; its temporary files have this in their names. */
  readonly run: string;
  /** Paths of the temporary files, for the next run to remove if this one is killed. */
  readonly temporary: readonly string[];
}

export interface LockOptions {
  /** Milliseconds to wait for another run; 5,000 if not given. */
  readonly patience?: number;
  /** Called once, when waiting begins. */
  readonly onMessage?: (message: string) => void;
  /** Ends the wait early. */
  readonly isInterrupted?: () => boolean;
}

const POLL_MILLISECONDS = 50;

/** An empty lock is about to be written, unless it is older than this. */
const EMPTY_MILLISECONDS = 2_000;

/** Whether a run writes to a directory, or was killed there. */
export function hasLock(directory: string): boolean {
  return existsSync(join(directory, LOCK));
}

/**
 * Locks a directory against other runs. A lock that was left by a killed run is removed, with the temporary files of
 * that run.
 *
 * @param root Real path of the directory.
 * @param shown The directory as the user names it.
 * @throws DiagnosticError `files/locked` if another run keeps the lock longer than the patience lasts.
 */
export async function acquireLock(root: string, shown: string, options: LockOptions = {}): Promise<Lock> {
  const { patience = 5_000, onMessage = () => undefined, isInterrupted = () => false } = options;
  const file = join(root, LOCK);
  const deadline = performance.now() + patience;
  let isWaiting = false;
  for (;;) {
    const lock = tryLock(root, shown);
    if (lock !== undefined) return lock;
    const holder = readHolder(file);
    if (isAbandoned(file, holder)) {
      removeAbandoned(root, shown, holder);
      continue;
    }
    if (isInterrupted() || performance.now() >= deadline) throw locked(root, shown, holder);
    if (!isWaiting) onMessage(`waiting for ${describe(holder)}, which is writing to ${shown}`);
    isWaiting = true;
    await sleep(POLL_MILLISECONDS);
  }
}

export class Lock {
  readonly #root: string;
  readonly #holder: Holder;

  /** Use `acquireLock`. */
  constructor(root: string, holder: Holder) {
    this.#root = root;
    this.#holder = holder;
  }

  /** The name of a temporary file of this run. */
  temporaryName(index: number): string {
    return `${temporaryPrefix(this.#holder.run)}${index}`;
  }

  /** Records the paths of temporary files, before the first of them is made. */
  record(temporary: readonly string[]): void {
    const next = join(this.#root, this.temporaryName(0));
    try {
      writeFileSync(next, textOf({ ...this.#holder, temporary }), { flag: 'wx' });
      renameSync(next, join(this.#root, LOCK));
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
  }

  release(): void {
    const file = join(this.#root, LOCK);
    // Somebody may have removed the lock by hand, and another run have taken it.
    if (readHolder(file)?.run === this.#holder.run) rmSync(file, { force: true });
    heldHere.delete(this.#holder.run);
  }
}

/** Runs of this process that hold a lock. */
const heldHere = new Set<string>();

function temporaryPrefix(run: string): string {
  return `${HIDDEN_PREFIX}${run}-`;
}

/** `undefined` if another run has the lock. */
function tryLock(root: string, shown: string): Lock | undefined {
  const file = join(root, LOCK);
  const holder: Holder = { pid: process.pid, host: hostname(), run: randomUUID(), temporary: [] };
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx');
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return undefined;
    throw unwritable(shown, error, NOTHING_WRITTEN);
  }
  try {
    writeFileSync(descriptor, textOf(holder));
  } catch (error) {
    rmSync(file, { force: true });
    throw unwritable(shown, error, NOTHING_WRITTEN);
  } finally {
    closeSync(descriptor);
  }
  heldHere.add(holder.run);
  return new Lock(root, holder);
}

function textOf(holder: Holder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** `undefined` for a lock that is gone, or is not one of ours, or has no content yet. */
function readHolder(file: string): Holder | undefined {
  try {
    const { pid, host, run, temporary }: Record<string, unknown> = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof pid !== 'number' || !Number.isInteger(pid) || pid <= 0) return undefined;
    if (typeof host !== 'string' || typeof run !== 'string' || !/^[0-9a-f-]{36}$/.test(run)) return undefined;
    const paths: readonly unknown[] = Array.isArray(temporary) ? temporary : [];
    return { pid, host, run, temporary: paths.filter((path) => typeof path === 'string') };
  } catch {
    return undefined;
  }
}

function isAbandoned(file: string, holder: Holder | undefined): boolean {
  if (holder === undefined) return isLeftEmpty(file);
  if (holder.host !== hostname()) return false;
  // In a container each run may get the same process id.
  return holder.pid === process.pid ? !heldHere.has(holder.run) : !isRunning(holder.pid);
}

/** A run that was killed between making the lock and writing to it. */
function isLeftEmpty(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size === 0 && Date.now() - stats.mtimeMs > EMPTY_MILLISECONDS;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function removeAbandoned(root: string, shown: string, holder: Holder | undefined): void {
  const file = join(root, LOCK);
  reportingFailure(shown, NOTHING_WRITTEN, () => {
    if (holder !== undefined) removeTemporary(root, holder);
    // Renamed first: of several runs that see the same lock only one gets it.
    const aside = join(root, `${temporaryPrefix(randomUUID())}0`);
    try {
      renameSync(file, aside);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return;
      throw error;
    }
    // Another run was faster, and this is its new lock.
    if (readHolder(aside)?.run !== holder?.run) linkSync(aside, file);
    rmSync(aside);
  });
}

function removeTemporary(root: string, { run, temporary }: Holder): void {
  const isOfRun = (path: string) =>
    isPlainPath(path) && posix.basename(path).startsWith(temporaryPrefix(run));
  for (const path of [`${temporaryPrefix(run)}0`, ...temporary]) {
    if (isOfRun(path)) rmSync(join(root, path), { force: true });
  }
}

function locked(root: string, shown: string, holder: Holder | undefined): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/locked',
    place: { file: shown },
    message: `${describe(holder)} is writing to this directory`,
    reason: 'Two runs at once would leave a mixture of two sets of files',
    remedy: `Wait until it has ended. If there is no such run any more, remove ${join(root, LOCK)}.`,
  });
}

function describe(holder: Holder | undefined): string {
  return holder === undefined ? 'another run' : `another run (process ${holder.pid} on ${holder.host})`;
}
