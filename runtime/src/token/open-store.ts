import type { Clock } from '../clock.ts';
import type { Account } from '../protocol/account.ts';
import { BoundedStore } from './bounded-store.ts';
import { FileStore } from './file/file-store.ts';
import { PostgresStore } from './postgres/postgres-store.ts';
import { RedisStore } from './redis/redis-store.ts';
import type { TokenStore } from './store.ts';
import type { StoreSettings } from './store-settings.ts';

export interface OpenStoreOptions {
  readonly account: Account;
  readonly clock?: Clock;
  readonly leaseTtlMilliseconds?: number;
  /** Time limit of a call to the file system or the server. */
  readonly timeoutMilliseconds?: number;
}

/** Opens the configured store. It connects on first use. */
export function openStore(settings: StoreSettings, options: OpenStoreOptions): TokenStore {
  if (settings.kind === 'file') {
    const { directory, allowGroup } = settings;
    return new BoundedStore(
      new FileStore({ ...options, directory, allowGroup }),
      options.timeoutMilliseconds,
    );
  }
  const url = settings.url.value;
  return settings.kind === 'redis'
    ? new RedisStore({ ...options, url })
    : new PostgresStore({ ...options, url });
}
