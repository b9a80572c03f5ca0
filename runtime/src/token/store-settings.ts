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
 * Parses `KIS_TOKEN_STORE`. Its errors never quote the value, which may contain a password.
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
      'KIS_TOKEN_STORE must be "file" or begin with redis://, rediss:// or postgres://',
    );
  }
  if (!URL.canParse(text)) {
    throw new SettingsError(
      `KIS_TOKEN_STORE must be an address of the form ${scheme}//user:password@host:port/database. ${ENCODE}`,
    );
  }
  const problem = problemOf(new URL(text), kind);
  if (problem !== undefined) throw new SettingsError(`KIS_TOKEN_STORE ${problem}`);
  return { kind, url: new ServerUrl(text) };
}

function problemOf(url: URL, kind: 'redis' | 'postgres'): string | undefined {
  const { hostname, pathname, search } = url;
  if (hostname === '') return 'has no host';
  const misread = misreadIn(url);
  if (misread !== undefined) return misread;
  const database = pathname.slice(1);
  if (kind === 'redis' && search !== '') {
    return `has a query, but a Redis address has none, as in redis://user:password@host:6379/0. ${ENCODE}`;
  }
  if (kind === 'redis' && !/^\d*$/.test(database)) {
    return 'has a database that is not a number, as in redis://host:6379/0';
  }
  if (kind === 'postgres' && database === '') {
    return 'has no database, as in postgres://user@host:5432/database';
  }
  return undefined;
}
