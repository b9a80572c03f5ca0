import { Environment, SettingsError } from '../environment.ts';
import { Account } from '../protocol/account.ts';
import { type StoreSettings, storeSettings } from './store-settings.ts';

export interface Settings {
  readonly account: Account;
  readonly store: StoreSettings;
}

/**
 * What the app secret is needed for: to issue tokens, to read encrypted ones from a shared store, or for
 * nothing.
 */
export type SecretUse = 'issue' | 'read' | 'name';

/**
 * Reads the settings of the token cache.
 *
 * @throws SettingsError
 */
export function settingsFrom(variables: NodeJS.ProcessEnv, use: SecretUse = 'issue'): Settings {
  const environment = new Environment(variables);
  const appKey = sendable('KIS_APP_KEY', environment);
  const appSecret = sendable('KIS_APP_SECRET', environment) ?? '';
  if (appKey === undefined) {
    throw new SettingsError('KIS_APP_KEY is not set: it selects the account');
  }
  const store = storeSettings(variables, environment.flag('KIS_TOKEN_CACHE_ALLOW_GROUP'));
  const needsSecret = use === 'issue' || (use === 'read' && store.kind !== 'file');
  if (needsSecret && appSecret === '') {
    const why = use === 'issue' ? '' : ': KIS_TOKEN_STORE encrypts tokens with it';
    throw new SettingsError(`KIS_APP_SECRET is not set${why}`);
  }
  return {
    account: new Account({
      environment: environment.flag('KIS_IS_VIRTUAL') ? 'paper' : 'real',
      baseUrl: environment.url('KIS_BASE_URL', ['http:', 'https:']),
      appKey,
      appSecret,
      isPartner: environment.flag('KIS_IS_PARTNER'),
    }),
    store,
  };
}

/**
 * HTTP headers carry keys, so they must be printable ASCII.
 *
 * @throws SettingsError, which does not show the key
 */
function sendable(name: string, environment: Environment): string | undefined {
  const value = environment.text(name);
  const position = value?.search(/[^\x20-\x7e]/) ?? -1;
  if (value === undefined || position === -1) return value;
  const what = /[\r\n]/.test(value.charAt(position)) ? 'a line break' : 'a non-ASCII character';
  throw new SettingsError(
    `${name} has ${what} at position ${position + 1}, which no KIS key contains. Copy it again from KIS Developers`,
  );
}
