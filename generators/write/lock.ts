import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, reportingFailure } from './failure.ts';
import { HIDDEN_PREFIX } from './output.ts';

/**
 * A directory that exists while a run writes to its parent directory. It holds the run's temporary files,
 * named by numbers, so the next run knows what to remove if this one is killed.
 */
export const LOCK = `${HIDDEN_PREFIX}lock`;

/** Names the process that holds the lock. */
const HOLDER = 'holder.json';

interface Holder {
  readonly pid: number;
  readonly host: string;
}

export interface LockOptions {
  /** Milliseconds to wait for another run; 5,000 by default. */
  readonly timeoutMilliseconds?: number;
  /** Called once, when waiting begins. */
  readonly onMessage?: (message: string) => void;
  /** Ends the wait early. */
  readonly isInterrupted?: () => boolean;
}

const POLL_MILLISECONDS = 50;

/** A lock without a holder is being created or removed, unless it is older than this. */
const NOBODY_MILLISECONDS = 2_000;

/**
 * Locks a directory against other runs. Removes the lock of a killed run.
 *
 * @param root Real path of the directory.
 * @param shown The directory as the user names it.
 * @throws DiagnosticError `files/locked` if another run keeps the lock beyond the time limit.
 */
export async function acquireLock(root: string, shown: string, options: LockOptions = {}): Promise<void> {
  const { timeoutMilliseconds = 5_000, onMessage = () => undefined, isInterrupted = () => false } = options;
  const deadline = performance.now() + timeoutMilliseconds;
  let isWaiting = false;
  while (!reportingFailure(shown, NOTHING_WRITTEN, () => tryLock(root))) {
    const holder = readHolder(root);
    if (isAbandoned(root, holder) && reportingFailure(shown, NOTHING_WRITTEN, () => releaseLock(root)))
      continue;
    if (isInterrupted() || performance.now() >= deadline) throw locked(root, shown, holder);
    if (!isWaiting) onMessage(`waiting for ${describe(holder)}, which is writing to ${shown}`);
    isWaiting = true;
    await sleep(POLL_MILLISECONDS);
  }
}

/** Whether a run is writing to a directory, or was killed while it did. */
export function hasLock(directory: string): boolean {
  return lstatSync(join(directory, LOCK), { throwIfNoEntry: false }) !== undefined;
}

/** Removes the lock and its temporary files. @returns false if somebody keeps something else in it */
export function releaseLock(root: string): boolean {
  const lock = join(root, LOCK);
  heldHere.delete(root);
  try {
    const names = readdirSync(lock);
    // The holder first: of several runs that find a stale lock, only one gets beyond this.
    if (names.includes(HOLDER)) rmSync(join(lock, HOLDER));
    for (const name of names.filter((each) => /^(\d+|\.gitignore)$/.test(each))) {
      rmSync(join(lock, name), { force: true });
    }
    rmdirSync(lock);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'ENOTDIR') return false;
    if (code === 'ENOENT') return true;
    throw error;
  }
}

/** Directories that this process has locked. */
const heldHere = new Set<string>();

function tryLock(root: string): boolean {
  const lock = join(root, LOCK);
  try {
    mkdirSync(lock);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  heldHere.add(root);
  try {
    const holder: Holder = { pid: process.pid, host: hostname() };
    writeFileSync(join(lock, HOLDER), `${JSON.stringify(holder)}\n`);
    writeFileSync(join(lock, '.gitignore'), '*\n');
    return true;
  } catch (error) {
    releaseLock(root);
    throw error;
  }
}

/** `undefined` if there is no holder, or the lock is not ours. */
function readHolder(root: string): Holder | undefined {
  try {
    const { pid, host }: Record<string, unknown> = JSON.parse(readFileSync(join(root, LOCK, HOLDER), 'utf8'));
    return typeof pid === 'number' && pid > 0 && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAbandoned(root: string, holder: Holder | undefined): boolean {
  if (holder === undefined) {
    const stats = lstatSync(join(root, LOCK), { throwIfNoEntry: false });
    return stats === undefined || Date.now() - stats.mtimeMs > NOBODY_MILLISECONDS;
  }
  if (holder.host !== hostname()) return false;
  // In a container each run may get the same process id.
  return holder.pid === process.pid ? !heldHere.has(root) : !isRunning(holder.pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

function locked(root: string, shown: string, holder: Holder | undefined): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/locked',
    place: { file: shown },
    message: `${describe(holder)} is writing to this directory`,
    reason: 'Two runs at once would leave a mixture of two sets of files',
    remedy: `Wait until it has ended. If there is no such run, remove ${join(root, LOCK)}.`,
  });
}

function describe(holder: Holder | undefined): string {
  return holder === undefined ? 'another run' : `another run (process ${holder.pid} on ${holder.host})`;
}
