import { beforeAll, describe } from 'vitest';
import { startPgbouncer } from '../../../tests/support/pgbouncer.ts';
import { type PostgresqlServer, startPostgresql } from '../../../tests/support/postgresql.ts';
import { type RedisServer, startRedis } from '../../../tests/support/redis.ts';
import { hasTools } from '../../../tests/support/tools.ts';
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
