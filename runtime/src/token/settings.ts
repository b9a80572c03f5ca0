import { Account } from '../kis/account.ts';
import { SettingsError } from './settings-error.ts';
import { type StoreSettings, storeSettings } from './store-settings.ts';

export interface Settings {
  readonly account: Account;
  readonly store: StoreSettings;
}

/** For what the app secret is needed: to issue tokens, to read those that a shared store encrypts, or for nothing. */
export type Purpose = 'issue' | 'read' | 'name';

/**
 * The settings of the token cache.
 *
 * @throws SettingsError
 */
export function settingsFrom(environment: NodeJS.ProcessEnv, purpose: Purpose = 'issue'): Settings {
  const appKey = environment.KIS_APP_KEY?.trim() ?? '';
  const appSecret = environment.KIS_APP_SECRET?.trim() ?? '';
  if (appKey === '')
    throw new SettingsError('KIS_APP_KEY is not set: it names the account whose token is meant');
  const store = storeSettings(environment, flag(environment, 'KIS_TOKEN_CACHE_ALLOW_GROUP'));
  const needsSecret = purpose === 'issue' || (purpose === 'read' && store.kind !== 'file');
  if (needsSecret && appSecret === '') {
    const why = purpose === 'issue' ? '' : ': what KIS_TOKEN_STORE holds is encrypted with it';
    throw new SettingsError(`KIS_APP_SECRET is not set${why}`);
  }
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
      isPartner: flag(environment, 'KIS_IS_PARTNER'),
    }),
    store,
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
