import { TokenCache, type TokenCacheOptions } from './cache.ts';
import { FileStore } from './file/file-store.ts';
import { settingsFrom } from './settings.ts';

export { Account } from '../kis/account.ts';
export { TokenCache, type TokenCacheOptions } from './cache.ts';
export { TokenError, type TokenErrorCode } from './errors.ts';
export { FileStore, type FileStoreOptions } from './file/file-store.ts';
export { MemoryStore } from './memory-store.ts';
export { tokenMetrics } from './metrics.ts';
export { silentObserver, type TokenObserver } from './observer.ts';
export { type Settings, SettingsError, settingsFrom } from './settings.ts';
export { type Attempt, type Lease, StoreError, type TokenStore } from './store.ts';
export { Token } from './token.ts';
export { withToken } from './with-token.ts';

/** The token cache of the environment's account, in the environment's directory. @throws SettingsError */
export function openTokenCache(
  environment: NodeJS.ProcessEnv,
  options: Omit<TokenCacheOptions, 'account' | 'store'> = {},
): TokenCache {
  const { account, directory, allowGroup } = settingsFrom(environment);
  const { clock } = options;
  const store = new FileStore({ account, directory, allowGroup, ...(clock === undefined ? {} : { clock }) });
  return new TokenCache({ ...options, account, store });
}
