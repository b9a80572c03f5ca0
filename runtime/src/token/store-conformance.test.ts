import { startPgbouncer } from 'test-support/pgbouncer';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { type RedisServer, startRedis } from 'test-support/redis';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe } from 'vitest';
import { filePlace, memoryPlace, postgresPlace, redisPlace } from './testing/places.ts';
import { itKeepsThePromisesOfAStore } from './testing/store-conformance.ts';

describe('a store in memory', () => itKeepsThePromisesOfAStore(memoryPlace));

describe('a store in files', () => itKeepsThePromisesOfAStore(filePlace));

describe.runIf(await hasTools('redis-server'))('a store in Redis', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedis({ password: 'p@ss/w:rd of Redis' });
  });
  itKeepsThePromisesOfAStore(() => redisPlace(server.url));
});

describe.runIf(await hasTools('postgres'))('a store in PostgreSQL', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });
  itKeepsThePromisesOfAStore(() => postgresPlace(server.url));
});

describe.runIf(await hasTools('postgres', 'pgbouncer'))('a store in PostgreSQL behind pgbouncer', () => {
  let url: string;
  beforeAll(async () => {
    ({ url } = await startPgbouncer(await startPostgresql()));
  });
  itKeepsThePromisesOfAStore(() => postgresPlace(url));
});
