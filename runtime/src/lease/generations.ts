import { link, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../files/error-code.ts';
import { writeNewFile } from '../files/write-file.ts';

const CLAIM = /^g(\d{12})$/;
const DONE = /^g(\d{12})\.done$/;
const STAGE = /^c(\d{12})-/;
const TEMPORARY = /^t-/;

/** What systems answer that have no hard links on this file system. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES'];

/** The names in a directory of leases. */
export interface Listing {
  /** Highest generation that was claimed; 0 where there is none. */
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

export async function list(directory: string): Promise<Listing> {
  const names = await readdir(directory);
  let highest = 0;
  for (const name of names) highest = Math.max(highest, numberIn(CLAIM, name));
  return { highest, isDone: names.includes(`${nameOf(highest)}.done`), names };
}

/**
 * Claims a generation. The claim appears whole, because it is linked from a file that was written before.
 *
 * @returns whether it is ours; false where somebody else was first
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
    // ENOENT: we were stopped for so long that our file was swept.
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

/** What changes as long as a holder lives; undefined where the claim is gone. */
export async function signOfLife(
  directory: string,
  generation: number,
): Promise<{ readonly owner: string; readonly mark: string } | undefined> {
  const path = join(directory, nameOf(generation));
  try {
    const [owner, stats] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    return { owner, mark: `${generation} ${stats.mtimeMs} ${owner}` };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Takes from all holders before what they could still commit. After this has returned, no rename of theirs can
 * succeed: what it would move is gone.
 */
export async function sweepStages(directory: string, generation: number): Promise<void> {
  for (const name of await readdir(directory)) {
    const of = numberIn(STAGE, name);
    if (of > 0 && of < generation) await rm(join(directory, name), { force: true });
  }
}

/**
 * Removes claims before `generation`, and what processes left that were killed while claiming. Ages are compared with
 * the claim's own, because the clock of the file system is not ours.
 */
export async function sweepRemains(directory: string, generation: number, ttl: number): Promise<void> {
  const { mtimeMs: present } = await stat(join(directory, nameOf(generation)));
  for (const name of await readdir(directory)) {
    const of = Math.max(numberIn(CLAIM, name), numberIn(DONE, name));
    const isFormer = of > 0 && of < generation;
    const isLeft = TEMPORARY.test(name) && (await isOlder(join(directory, name), present - ttl));
    if (isFormer || isLeft) await rm(join(directory, name), { force: true });
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
