import { SettingsError } from '../environment.ts';
import { ENCODE, misreadIn, ServerUrl } from '../server-url.ts';
import { defaultDirectory } from './file/paths.ts';

/** Where tokens are kept. */
export type StoreSettings =
  | { readonly kind: 'file'; readonly directory: string; readonly allowGroup: boolean }
  | { readonly kind: 'redis' | 'postgres'; readonly url: ServerUrl };

const KINDS: Readonly<Record<string, 'redis' | 'postgres'>> = {
  'redis:': 'redis',
  'rediss:': 'redis',
  'postgres:': 'postgres',
  'postgresql:': 'postgres',
};

/**
 * What `KIS_TOKEN_STORE` says. Its errors never quote it: it may hold a password.
 *
 * @throws SettingsError
 */
export function storeSettings(environment: NodeJS.ProcessEnv, allowGroup: boolean): StoreSettings {
  const text = environment.KIS_TOKEN_STORE?.trim() ?? '';
  if (text === '' || text === 'file') {
    return { kind: 'file', directory: defaultDirectory(environment), allowGroup };
  }
  const scheme = /^([a-z]+:)\/\//i.exec(text)?.[1]?.toLowerCase() ?? '';
  const kind = KINDS[scheme];
  if (kind === undefined) {
    throw new SettingsError(
      'KIS_TOKEN_STORE is neither "file" nor an address that begins with redis://, rediss:// or postgres://',
    );
  }
  if (!URL.canParse(text)) {
    throw new SettingsError(
      `KIS_TOKEN_STORE is no address of the form ${scheme}//user:password@host:port/database. ${ENCODE}`,
    );
  }
  const problem = problemOf(new URL(text), kind);
  if (problem !== undefined) throw new SettingsError(`KIS_TOKEN_STORE ${problem}`);
  return { kind, url: new ServerUrl(text) };
}

function problemOf(url: URL, kind: 'redis' | 'postgres'): string | undefined {
  const { hostname, pathname, search } = url;
  if (hostname === '') return 'names no host';
  const misread = misreadIn(url);
  if (misread !== undefined) return misread;
  const database = pathname.slice(1);
  if (kind === 'redis' && search !== '') {
    return `has a query, and Redis knows none: redis://user:password@host:6379/0 is all. ${ENCODE}`;
  }
  if (kind === 'redis' && !/^\d*$/.test(database)) {
    return 'names a database that is no number, as in redis://host:6379/0';
  }
  if (kind === 'postgres' && database === '') {
    return 'names no database, as in postgres://user@host:5432/database';
  }
  return undefined;
}
