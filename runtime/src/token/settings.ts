import { Environment, SettingsError } from '../environment.ts';
import { Account } from '../protocol/account.ts';
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
export function settingsFrom(variables: NodeJS.ProcessEnv, purpose: Purpose = 'issue'): Settings {
  const environment = new Environment(variables);
  const appKey = environment.text('KIS_APP_KEY');
  const appSecret = environment.text('KIS_APP_SECRET') ?? '';
  if (appKey === undefined) {
    throw new SettingsError('KIS_APP_KEY is not set: it names the account whose token is meant');
  }
  const store = storeSettings(variables, environment.flag('KIS_TOKEN_CACHE_ALLOW_GROUP'));
  const needsSecret = purpose === 'issue' || (purpose === 'read' && store.kind !== 'file');
  if (needsSecret && appSecret === '') {
    const why = purpose === 'issue' ? '' : ': what KIS_TOKEN_STORE holds is encrypted with it';
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
