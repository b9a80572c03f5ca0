import { TokenCache, type TokenCacheOptions } from './cache.ts';
import { openStore } from './open-store.ts';
import { settingsFrom } from './settings.ts';

export { TokenCache } from './cache.ts';
export { type TokenObserver, tokenMetrics } from './metrics.ts';
export { openStore } from './open-store.ts';
export { settingsFrom } from './settings.ts';
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
