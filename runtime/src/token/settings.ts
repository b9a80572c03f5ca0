import { Account } from '../kis/account.ts';
import { defaultDirectory } from './file/paths.ts';

export interface Settings {
  readonly account: Account;
  readonly directory: string;
  readonly allowGroup: boolean;
}

/** What is wrong with the environment, for whoever set it. */
export class SettingsError extends Error {
  readonly code = 'settings/invalid';

  constructor(message: string) {
    super(message);
    this.name = 'SettingsError';
  }
}

/**
 * The settings of the token cache.
 *
 * @param needsSecret whether tokens are to be issued; looking at the store needs the app key alone
 * @throws SettingsError
 */
export function settingsFrom(environment: NodeJS.ProcessEnv, needsSecret = true): Settings {
  const appKey = environment.KIS_APP_KEY?.trim() ?? '';
  const appSecret = environment.KIS_APP_SECRET?.trim() ?? '';
  if (appKey === '')
    throw new SettingsError('KIS_APP_KEY is not set: it names the account whose token is meant');
  if (needsSecret && appSecret === '') throw new SettingsError('KIS_APP_SECRET is not set');
  const baseUrl = environment.KIS_BASE_URL?.trim() ?? '';
  if (baseUrl !== '' && !isHttpUrl(baseUrl)) {
    throw new SettingsError('KIS_BASE_URL is no address that begins with http:// or https://');
  }
  return {
    account: new Account({
      environment: flag(environment, 'KIS_IS_VIRTUAL') ? 'paper' : 'real',
      baseUrl: baseUrl === '' ? undefined : baseUrl,
      appKey,
      appSecret,
    }),
    directory: defaultDirectory(environment),
    allowGroup: flag(environment, 'KIS_TOKEN_CACHE_ALLOW_GROUP'),
  };
}

function flag(environment: NodeJS.ProcessEnv, name: string): boolean {
  const value = environment[name]?.trim().toLowerCase() ?? '';
  if (['', '0', 'false', 'no', 'off'].includes(value)) return false;
  if (['1', 'true', 'yes', 'on'].includes(value)) return true;
  throw new SettingsError(`${name} is neither true nor false`);
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
