import { join } from 'node:path';
import pg from 'pg';
import { createClient } from 'redis';
import { temporaryDirectory } from 'test-support/temporary-directory';
import type { Clock } from '../../clock.ts';
import type { Account } from '../../protocol/account.ts';
import { FileStore } from '../file/file-store.ts';
import { MemoryStore } from '../memory-store.ts';
import { PostgresStore } from '../postgres/postgres-store.ts';
import { RedisStore } from '../redis/redis-store.ts';
import type { TokenStore } from '../store.ts';
import { mortalClock } from './mortal-clock.ts';
import { account as conformanceAccount, LEASE_TTL, type SharedPlace } from './store-conformance.ts';

/** Gives each store a clock of its own, so that each can die. */
function mortal(
  make: (owner: Account, clock: Clock) => TokenStore,
  everything?: () => Promise<string>,
): SharedPlace {
  const deaths = new Map<TokenStore, () => void>();
  return {
    hasClock: everything !== undefined,
    open: (owner = conformanceAccount, given) => {
      const clock = mortalClock(given);
      const store = make(owner, clock);
      deaths.set(store, clock.die);
      return store;
    },
    die: async (store) => deaths.get(store)?.(),
    ...(everything === undefined ? {} : { everything }),
  };
}

export async function memoryPlace(): Promise<SharedPlace> {
  const stores = new Map<string, MemoryStore>();
  return {
    hasClock: false,
    open: (owner = conformanceAccount) => {
      const key = owner.storageKey(1);
      const store = stores.get(key) ?? new MemoryStore();
      stores.set(key, store);
      return store;
    },
  };
}

export async function filePlace(): Promise<SharedPlace> {
  const directory = join(await temporaryDirectory(), 'cache');
  return mortal(
    (account, clock) => new FileStore({ directory, account, clock, leaseTtlMilliseconds: LEASE_TTL }),
  );
}

/** A whole server, emptied. */
export async function redisPlace(url: string): Promise<SharedPlace> {
  await onRedis(url, (client) => client.flushAll());
  return mortal(
    (account, clock) => new RedisStore({ url, account, clock, leaseTtlMilliseconds: LEASE_TTL }),
    () => contentsOfRedis(url),
  );
}

/** The table of a whole server, removed. */
export async function postgresPlace(url: string): Promise<SharedPlace> {
  await onPostgres(url, 'DROP TABLE IF EXISTS kis_tokens');
  return mortal(
    (account, clock) => new PostgresStore({ url, account, clock, leaseTtlMilliseconds: LEASE_TTL }),
    () => contentsOfTable(url),
  );
}

type RedisClient = ReturnType<typeof clientOf>;

function clientOf(url: string) {
  return createClient({ url, RESP: 2 });
}

export async function onRedis<Result>(
  url: string,
  work: (client: RedisClient) => Promise<Result>,
): Promise<Result> {
  const client = clientOf(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** All keys and values. */
function contentsOfRedis(url: string): Promise<string> {
  return onRedis(url, async (client) => {
    const lines: string[] = [];
    for (const key of await client.keys('*')) lines.push(`${key} ${await client.get(key)}`);
    return lines.join('\n');
  });
}

export async function onPostgres(url: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** All rows, with bytes in hexadecimal. */
async function contentsOfTable(url: string): Promise<string> {
  return JSON.stringify(await onPostgres(url, 'SELECT kis_tokens::text AS row FROM kis_tokens'));
}
