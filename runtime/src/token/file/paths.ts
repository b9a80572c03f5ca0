import { join } from 'node:path';
import { Environment } from '../../environment.ts';
import type { Account } from '../../protocol/account.ts';
import { SCHEMA } from '../format.ts';

/** The Python observer's file, shared by all accounts. */
export const LEGACY_FILE = 'token_cache.json';

export interface StorePaths {
  readonly directory: string;
  readonly key: string;
  readonly token: string;
  readonly attempt: string;
  /** The lease directory. */
  readonly leases: string;
  readonly legacy: string;
}

export function storePaths(directory: string, account: Account): StorePaths {
  const key = account.storageKey(SCHEMA);
  return {
    directory,
    key,
    token: join(directory, `${key}.token.json`),
    attempt: join(directory, `${key}.attempt.json`),
    leases: join(directory, `${key}.lock.d`),
    legacy: join(directory, LEGACY_FILE),
  };
}

/**
 * `KIS_TOKEN_CACHE_DIR`, or this user's cache directory: never a directory that others can write to.
 *
 * @throws SettingsError
 */
export function defaultDirectory(variables: NodeJS.ProcessEnv, platform = process.platform): string {
  const environment = new Environment(variables);
  const given = environment.path('KIS_TOKEN_CACHE_DIR');
  if (given !== undefined) return given;
  const local = environment.text('LOCALAPPDATA');
  if (platform === 'win32' && local !== undefined) return join(local, 'kis-observer', 'tokens');
  const caches = environment.userDirectory('XDG_CACHE_HOME', '.cache', 'KIS_TOKEN_CACHE_DIR');
  return join(caches, 'kis-observer', 'tokens');
}
