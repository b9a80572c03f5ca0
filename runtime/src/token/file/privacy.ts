import type { Stats } from 'node:fs';
import { chmod, lstat } from 'node:fs/promises';
import { codeOf } from '../../files/error-code.ts';
import { makeDirectory } from '../../files/make-directory.ts';
import { StoreError } from '../store.ts';
import { unavailable } from '../unavailable.ts';

export interface PrivacyOptions {
  /**
   * Allows group access, for Kubernetes' `fsGroup`, which gives a volume to a group. All members of the group
   * can then use the account.
   */
  readonly allowGroup?: boolean;
  /** Windows has no such owners and modes. There the access control list makes the directory private. */
  readonly platform?: NodeJS.Platform;
  /** For a file whose content proves its owner. */
  readonly isModeIgnored?: boolean;
  /** The user of this process. */
  readonly userId?: number | undefined;
}

/** Why a file or directory must not be trusted; undefined if it is private and ours. */
export function objectionTo(
  stats: Pick<Stats, 'mode' | 'uid' | 'isSymbolicLink' | 'isFile' | 'isDirectory'>,
  expected: 'file' | 'directory',
  options: PrivacyOptions = {},
): string | undefined {
  const { allowGroup = false, platform = process.platform, userId = process.getuid?.() } = options;
  if (stats.isSymbolicLink()) return 'it is a symbolic link';
  const isExpected = expected === 'file' ? stats.isFile() : stats.isDirectory();
  if (!isExpected) return `it is not a ${expected}`;
  if (platform === 'win32' || userId === undefined) return undefined;
  // Root owns a volume with fsGroup.
  const isOwn = stats.uid === userId || (allowGroup && stats.uid === 0);
  if (!isOwn) return `it belongs to user ${stats.uid}, but this process runs as ${userId}`;
  const open = stats.mode & (allowGroup ? 0o007 : 0o077);
  if (open === 0 || options.isModeIgnored === true) return undefined;
  const mode = (stats.mode & 0o7777).toString(8).padStart(4, '0');
  return `its mode ${mode} gives access to ${allowGroup ? 'everybody' : 'others'}`;
}

/** Creates the directory if it is missing. @throws StoreError if it is not private */
export async function ensurePrivateDirectory(directory: string, options: PrivacyOptions): Promise<void> {
  try {
    // The umask only removes permissions, so a new directory is never more open than this.
    const { allowGroup = false, platform = process.platform } = options;
    const isMade = await makeDirectory(directory, allowGroup ? 0o770 : 0o700);
    if (isMade && !allowGroup && platform !== 'win32') await chmod(directory, 0o700);
    refuse(directory, objectionTo(await lstat(directory), 'directory', options));
  } catch (error) {
    if (codeOf(error) === 'EEXIST' || codeOf(error) === 'ENOTDIR') refuse(directory, 'it is no directory');
    throw unavailable(`Cannot use the directory ${directory}`, error);
  }
}

function refuse(path: string, objection: string | undefined): void {
  if (objection === undefined) return;
  throw new StoreError('store/refused', `${path} is not used: ${objection}`);
}
