import { lstatSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, reportingFailure } from './failure.ts';
import { HIDDEN_PREFIX } from './path.ts';

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
  /** Ends the wait. */
  readonly isInterrupted?: () => boolean;
}

const POLL_MILLISECONDS = 50;

/** A lock without a holder is being created or removed, unless it is older than this. */
const NOBODY_MILLISECONDS = 2_000;

/** The locks that this process holds. */
const held = new Set<string>();

/**
 * Locks a directory against other runs. Removes the lock of a killed run.
 *
 * @throws DiagnosticError `files/locked` if another run keeps the lock beyond the time limit.
 */
export async function acquireLock(
  directory: string,
  { timeoutMilliseconds = 5_000, onMessage, isInterrupted }: LockOptions = {},
): Promise<void> {
  const lock = join(directory, LOCK);
  const deadline = performance.now() + timeoutMilliseconds;
  let isWaiting = false;
  while (!reportingFailure(directory, NOTHING_WRITTEN, () => tryLock(directory))) {
    const holder = readHolder(lock);
    const isReleased = () => reportingFailure(directory, NOTHING_WRITTEN, () => releaseLock(directory));
    if (isAbandoned(lock, holder) && isReleased()) continue;
    const who = holder === undefined ? '' : ` (process ${holder.pid} on ${holder.host})`;
    if (performance.now() >= deadline || isInterrupted?.() === true) {
      throw DiagnosticError.of({
        code: 'files/locked',
        place: { file: directory },
        message: `another run${who} is writing to this directory`,
        reason: 'Two runs at once would leave a mixture of two sets of files',
        remedy: `Wait until it has ended. If there is no such run, remove ${lock}.`,
      });
    }
    if (!isWaiting) onMessage?.(`waiting for another run${who}, which is writing to ${directory}`);
    isWaiting = true;
    await sleep(POLL_MILLISECONDS);
  }
}

/** Whether a run is writing to a directory, or was killed while it did. */
export function hasLock(directory: string): boolean {
  return lstatSync(join(directory, LOCK), { throwIfNoEntry: false }) !== undefined;
}

/** Removes the lock and its temporary files. @returns false if somebody keeps something else in it */
export function releaseLock(directory: string): boolean {
  const lock = join(directory, LOCK);
  held.delete(lock);
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

function tryLock(directory: string): boolean {
  const lock = join(directory, LOCK);
  try {
    mkdirSync(lock);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  held.add(lock);
  try {
    const holder: Holder = { pid: process.pid, host: hostname() };
    writeFileSync(join(lock, HOLDER), `${JSON.stringify(holder)}\n`);
    writeFileSync(join(lock, '.gitignore'), '*\n');
    return true;
  } catch (error) {
    releaseLock(directory);
    throw error;
  }
}

/** `undefined` if there is no holder, or the lock is not ours. */
function readHolder(lock: string): Holder | undefined {
  try {
    const { pid, host }: Record<string, unknown> = JSON.parse(readFileSync(join(lock, HOLDER), 'utf8'));
    return typeof pid === 'number' && pid > 0 && typeof host === 'string' ? { pid, host } : undefined;
  } catch {
    return undefined;
  }
}

function isAbandoned(lock: string, holder: Holder | undefined): boolean {
  if (holder === undefined) {
    const stats = lstatSync(lock, { throwIfNoEntry: false });
    return stats === undefined || Date.now() - stats.mtimeMs > NOBODY_MILLISECONDS;
  }
  if (holder.host !== hostname()) return false;
  // In a container each run may get the same process id.
  if (holder.pid === process.pid) return !held.has(lock);
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return errorCode(error) === 'ESRCH';
  }
}
