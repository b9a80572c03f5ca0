import { constants } from 'node:fs';
import { link, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import { writeNewFile } from '../files/write-file.ts';

const CLAIM = /^g(\d{12})$/;
const DONE = /^g(\d{12})\.done$/;
const STAGE = /^c(\d{12})-/;
const TEMPORARY = /^t-/;

/** Errors of systems without hard links on this file system. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'];

/**
 * How far a claim may be ahead of the stored generation. No process counts so far: a claim beyond this is
 * foreign, or the disk is broken.
 */
const REACH = 1_000_000_000;

/** Upper limit of stored generations, so that names have twelve digits. */
export const GENERATIONS = 900_000_000_000;

/** A claim has some hundred bytes. */
const LARGEST_CLAIM = 4_096;

const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;

/** The names in a lease directory. */
export interface Listing {
  /** The highest claimed generation up to the ceiling; 0 if there is none. */
  readonly highest: number;
  readonly isDone: boolean;
  readonly names: readonly string[];
}

export function nameOf(generation: number): string {
  return `g${String(generation).padStart(12, '0')}`;
}

export function stageName(generation: number, nonce: string): string {
  return `c${String(generation).padStart(12, '0')}-${nonce}`;
}

/** The highest generation that counts above this stored one. */
export function ceilingOver(stored: number): number {
  return stored + REACH;
}

/** @param ceiling claims above it are ignored */
export async function list(directory: string, ceiling: number): Promise<Listing> {
  const names = await readdir(directory);
  let highest = 0;
  for (const name of names) {
    const generation = numberIn(CLAIM, name);
    if (generation <= ceiling) highest = Math.max(highest, generation);
  }
  return { highest, isDone: names.includes(`${nameOf(highest)}.done`), names };
}

/**
 * Claims a generation. The claim appears with its contents, because it is linked from a complete file.
 *
 * @returns whether we got it; false if another process was first
 */
export async function claim(
  directory: string,
  generation: number,
  owner: string,
  nonce: string,
  mode: number,
): Promise<boolean> {
  const temporary = join(directory, `t-${nonce}-${generation}`);
  const target = join(directory, nameOf(generation));
  await writeNewFile(temporary, owner, mode);
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    // ENOENT: we were suspended for so long that our file was swept.
    if (['EEXIST', 'ENOENT'].includes(codeOf(error))) return false;
    if (!NO_LINKS.includes(codeOf(error))) throw error;
  } finally {
    await rm(temporary, { force: true });
  }
  try {
    await writeNewFile(target, owner, mode);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/**
 * A value that changes as long as the holder lives; undefined if the claim is gone. Does not block on a named
 * pipe, which belongs to no holder.
 */
export async function heartbeatOf(
  directory: string,
  generation: number,
): Promise<{ readonly owner: string; readonly mark: string } | undefined> {
  const path = join(directory, nameOf(generation));
  try {
    const file = await open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    try {
      const stats = await file.stat();
      const isClaim = stats.isFile() && stats.size <= LARGEST_CLAIM;
      const owner = isClaim ? await file.readFile('utf8') : '';
      return { owner, mark: `${generation} ${stats.mtimeMs} ${owner}` };
    } finally {
      await file.close();
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Removes whatever earlier holders could still commit. After this returns, none of their renames can succeed,
 * because the staged file is gone.
 */
export async function sweepStages(directory: string, generation: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const of = numberIn(STAGE, name);
    if (of > 0 && of < generation) await rm(join(directory, name), { force: true });
  }
}

/**
 * Removes claims before `generation` and above the ceiling, and the remains of processes that were killed
 * while claiming. Compares ages with the claim's own, because the file system has another clock.
 */
export async function sweepRemains(
  directory: string,
  generation: number,
  ceiling: number,
  ttl: number,
): Promise<void> {
  const { mtimeMs: present } = await stat(join(directory, nameOf(generation)));
  for (const name of await readdir(directory)) {
    const of = Math.max(numberIn(CLAIM, name), numberIn(DONE, name));
    const isFormer = (of > 0 && of < generation) || of > ceiling;
    const isLeft = TEMPORARY.test(name) && (await isOlder(join(directory, name), present - ttl));
    if (isFormer || isLeft) await rm(join(directory, name), { force: true, recursive: true });
  }
}

async function isOlder(path: string, instant: number): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < instant;
  } catch {
    return false;
  }
}

function numberIn(pattern: RegExp, name: string): number {
  const [, digits = '0'] = pattern.exec(name) ?? [];
  return Number(digits);
}
