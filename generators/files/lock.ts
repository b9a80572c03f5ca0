import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, reportingFailure, unwritable } from './failure.ts';
import { hasEnded, identifyProcess, type ProcessIdentity } from './process-identity.ts';
import { hiddenPrefix } from './target.ts';

/*
 * The lock of a target is the directory `.oac-lock` with a file `holder.json` in it. A directory can be renamed
 * into place with its content, on every file system, and the rename fails if another one is there.
 *
 * A lock whose holders have all ended is taken over by renaming a directory of our own to `.oac-lock/after-<token>`,
 * where the token is the ended holder's: only one process can be the successor of that very holder. To remove a
 * stale lock and make a new one would be a race, as the lock may be a new one by the time it is removed.
 */

interface Holder {
  /** Chosen anew for every claim. */
  readonly token: string;
  /** The lock is held as long as one of these processes runs. */
  readonly processes: readonly ProcessIdentity[];
}

export interface Lock {
  /** The directory that is renamed away when the lock is released. */
  readonly directory: string;
  /** Names the processes that hold the lock. */
  readonly holderFile: string;
  /** From now on the lock is held as long as this process or one of the `companions` runs. */
  shareWith(companions: readonly ProcessIdentity[]): void;
  release(): void;
}

export interface LockOptions {
  /** Milliseconds to wait for another run before giving up. */
  readonly patience: number;
  /** Told once, when waiting begins. */
  readonly onMessage: (message: string) => void;
}

export const lockName = `${hiddenPrefix}lock`;

/** Prefix of the directories in which a claim is prepared before it is renamed to where it counts. */
const claimPrefix = `${hiddenPrefix}claim-`;

const pollInterval = 50;

/**
 * @param root An existing directory.
 * @throws DiagnosticError `files/locked` if another process keeps the lock longer than the patience lasts.
 */
export async function acquireLock(root: string, options: LockOptions): Promise<Lock> {
  const directory = join(root, lockName);
  const deadline = performance.now() + options.patience;
  let isWaiting = false;
  for (;;) {
    const lock = claim(root, directory);
    if (lock !== undefined) return lock;
    const pids = runningPids(currentHolder(directory));
    if (performance.now() >= deadline) throw locked(root, directory, pids);
    if (!isWaiting && pids.length > 0) {
      isWaiting = true;
      options.onMessage(`waiting for another run (process ${pids.join(', ')}) that writes to ${root}`);
    }
    await sleep(pollInterval);
  }
}

/** Removes what was left by runs that were killed while they claimed or released the lock, which the caller holds. */
export function removeAbandonedClaims(root: string): void {
  for (const name of readdirSync(root)) {
    const path = join(root, name);
    const isReleased = name.startsWith(`${lockName}-`);
    // One that has no holder yet may be just being prepared: then that run prepares another.
    const isAbandoned = name.startsWith(claimPrefix) && readHolder(path).processes.every(hasEnded);
    if (isReleased || isAbandoned) removeUnlessWritten(path);
  }
}

/** What somebody writes into while it is removed is abandoned by nobody. */
function removeUnlessWritten(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch (error) {
    if (errorCode(error) !== 'ENOTEMPTY') throw error;
  }
}

/** One attempt; `undefined` if the lock is held, or was just changing hands. */
function claim(root: string, directory: string): Lock | undefined {
  const standing = currentHolder(directory);
  if (standing !== undefined && !standing.processes.every(hasEnded)) return undefined;
  const token = randomUUID();
  const prepared = join(root, claimPrefix + token);
  try {
    prepareClaim(root, prepared, { token, processes: [identifyProcess(process.pid)] });
    if (renameIfFree(prepared, directory)) return heldLock(directory, directory, token);
    const current = currentHolder(directory);
    if (current === undefined || !current.processes.every(hasEnded)) return undefined;
    const succession = join(directory, successionPrefix + current.token);
    return renameIfFree(prepared, succession) ? heldLock(directory, succession, token) : undefined;
  } finally {
    rmSync(prepared, { recursive: true, force: true });
  }
}

function prepareClaim(root: string, prepared: string, holder: Holder): void {
  reportingFailure(root, () => mkdirSync(prepared));
  try {
    writeFileSync(join(prepared, '.gitignore'), '*\n');
    writeFileSync(join(prepared, holderName), describe(holder));
  } catch (error) {
    // Another run has removed the directory; it cannot be renamed now, so the attempt fails without this.
    if (errorCode(error) !== 'ENOENT') throw unwritable(root, errorCode(error), String(error));
  }
}

const holderName = 'holder.json';
const successionPrefix = 'after-';

function describe(holder: Holder): string {
  return `${JSON.stringify(holder)}\n`;
}

/** False if something is there already, or if what it would be put into has just gone. */
function renameIfFree(from: string, to: string): boolean {
  try {
    renameSync(from, to);
    return true;
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'ENOENT') return false;
    // Windows has no better name for a directory that exists.
    if (code === 'EPERM' && existsSync(to)) return false;
    throw unwritable(to, code, String(error));
  }
}

/** Follows the successions from the first holder to the last. */
function currentHolder(directory: string): Holder | undefined {
  if (!existsSync(directory)) return undefined;
  let at = directory;
  for (;;) {
    const holder = readHolder(at);
    const succession = join(directory, successionPrefix + holder.token);
    if (!existsSync(succession)) return holder;
    at = succession;
  }
}

/** A claim is complete before it counts, so one that cannot be read was torn by a loss of power: nobody holds it. */
function readHolder(at: string): Holder {
  const file = join(at, holderName);
  try {
    const holder: Holder = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof holder.token === 'string' && Array.isArray(holder.processes)) return holder;
  } catch (error) {
    if (!(error instanceof SyntaxError) && errorCode(error) !== 'ENOENT') {
      throw unwritable(file, errorCode(error), String(error));
    }
  }
  return { token: basename(at), processes: [] };
}

/**
 * The lock that a claim has won, if it has: in the meantime the lock that it follows may have been released and taken
 * anew, or the claim have been taken for an abandoned one.
 */
function heldLock(directory: string, at: string, token: string): Lock | undefined {
  if (currentHolder(directory)?.token !== token) {
    if (at !== directory) rmSync(at, { recursive: true, force: true });
    return undefined;
  }
  const holderFile = join(at, holderName);
  return {
    directory,
    holderFile,
    shareWith(companions) {
      const processes = [identifyProcess(process.pid), ...companions];
      reportingFailure(holderFile, () => {
        writeFileSync(`${holderFile}.new`, describe({ token, processes }));
        renameSync(`${holderFile}.new`, holderFile);
      });
    },
    release() {
      // Somebody may have removed the lock by hand, and another run have taken it.
      if (currentHolder(directory)?.token !== token) return;
      const gone = `${directory}-${token}`;
      renameSync(directory, gone);
      rmSync(gone, { recursive: true, force: true });
    },
  };
}

function runningPids(holder: Holder | undefined): readonly number[] {
  return (holder?.processes ?? []).filter((each) => !hasEnded(each)).map((each) => each.pid);
}

function locked(root: string, directory: string, pids: readonly number[]): DiagnosticError {
  const who = pids.length === 0 ? 'another run' : `another run (process ${pids.join(', ')})`;
  return DiagnosticError.of({
    code: 'files/locked',
    place: { file: root },
    message: `${who} is writing to this directory`,
    reason: 'Two runs at once could leave a mixture of two sets of files',
    remedy: `Wait until it has ended. If it ran on a machine or in a container that is gone, remove ${directory}.`,
  });
}
