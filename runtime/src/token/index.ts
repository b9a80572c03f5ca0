import { TokenCache, type TokenCacheOptions } from './cache.ts';
import { openStore } from './open-store.ts';
import { settingsFrom } from './settings.ts';

export { SettingsError } from '../environment.ts';
export { Account } from '../protocol/account.ts';
export { TokenCache, type TokenCacheOptions } from './cache.ts';
export { TokenError, type TokenErrorCode } from './errors.ts';
export { FileStore, type FileStoreOptions } from './file/file-store.ts';
export { MemoryStore } from './memory-store.ts';
export { type TokenObserver, tokenMetrics } from './metrics.ts';
export { openStore } from './open-store.ts';
export { PostgresStore, type PostgresStoreOptions } from './postgres/postgres-store.ts';
export { RedisStore, type RedisStoreOptions } from './redis/redis-store.ts';
export { type Settings, settingsFrom } from './settings.ts';
export { type Attempt, type Lease, StoreError, type TokenStore } from './store.ts';
export type { StoreSettings } from './store-settings.ts';
export { Token } from './token.ts';
export { withToken } from './with-token.ts';

/** Opens the token cache for the environment's account and store. @throws SettingsError */
export function openTokenCache(
  environment: NodeJS.ProcessEnv,
  options: Omit<TokenCacheOptions, 'account' | 'store'> = {},
): TokenCache {
  const { account, store } = settingsFrom(environment);
  if (store.kind !== 'file') options.secrets?.add(...store.url.secrets);
  const { clock } = options;
  const opened = openStore(store, { account, ...(clock === undefined ? {} : { clock }) });
  return new TokenCache({ ...options, account, store: opened });
}
