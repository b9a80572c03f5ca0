import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Account } from '../../protocol/account.ts';
import { SCHEMA } from '../format.ts';

/** The file of the Python observer, which all accounts shared. */
export const FORMER_FILE = 'token_cache.json';

export interface StorePaths {
  readonly directory: string;
  readonly key: string;
  readonly token: string;
  readonly attempt: string;
  /** Directory of the leases. */
  readonly leases: string;
  readonly former: string;
}

export function storePaths(directory: string, account: Account): StorePaths {
  const key = account.storageKey(SCHEMA);
  return {
    directory,
    key,
    token: join(directory, `${key}.token.json`),
    attempt: join(directory, `${key}.attempt.json`),
    leases: join(directory, `${key}.lock.d`),
    former: join(directory, FORMER_FILE),
  };
}

/** `KIS_TOKEN_CACHE_DIR`, or the place for caches of this user: never a directory that others can write to. */
export function defaultDirectory(environment: NodeJS.ProcessEnv, platform = process.platform): string {
  const given = environment.KIS_TOKEN_CACHE_DIR;
  if (given !== undefined && given !== '') return given;
  const local = environment.LOCALAPPDATA;
  if (platform === 'win32' && local !== undefined && local !== '')
    return join(local, 'kis-observer', 'tokens');
  const cache = environment.XDG_CACHE_HOME;
  return join(
    cache !== undefined && cache !== '' ? cache : join(homedir(), '.cache'),
    'kis-observer',
    'tokens',
  );
}
