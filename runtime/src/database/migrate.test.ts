import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { defaultDatabaseLimits } from './limits.ts';
import { databaseMetrics } from './metrics.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations.ts';
import { Session } from './session.ts';
import { TABLES } from './tables.ts';
import { newDatabase, rowsOf } from './testing/setup.ts';

/** Version 2 of a future program. */
const NEXT = [...MIGRATIONS, 'ALTER TABLE observer.scalp_ticks ADD COLUMN note text'];

describe.runIf(await hasTools('postgres'))('the tables', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });

  async function session(url: string, instruments = new Instruments()): Promise<Session> {
    const observer = databaseMetrics(instruments);
    const opened = await Session.open({ url, limits: defaultDatabaseLimits, observer });
    releaseAfterwards(() => opened.close());
    return opened;
  }

  const versions = async (url: string) =>
    (await rowsOf(url, 'SELECT version FROM observer.schema_migrations ORDER BY version')).map(
      ({ version }) => version,
    );

  it('are created once, however many processes find them missing', async () => {
    const url = await newDatabase(server.url);
    const instruments = new Instruments();
    const sessions = await Promise.all([1, 2, 3, 4, 5].map(() => session(url, instruments)));
    await Promise.all(sessions.map((each) => migrate(each, 30_000)));
    await Promise.all(sessions.map((each) => migrate(each, 30_000)));
    expect(await versions(url)).toEqual([1]);
    const samples = (await samplesOf(instruments)).join('\n');
    expect(samples).toMatch(/_count\{operation="migrate"\} \d\d/);
    expect(samples).toMatch(/_count\{operation="insert"\} 0/);
  });

  it.each(Object.values(TABLES))('have the columns that are sent: $name', async ({ name, columns }) => {
    const url = await newDatabase(server.url);
    await migrate(await session(url), 30_000);
    const made = await rowsOf(
      url,
      `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
      [name],
    );
    const types = {
      timestamptz: 'timestamp with time zone',
      text: 'text',
      numeric: 'numeric',
      bigint: 'bigint',
    };
    expect(made).toEqual(columns.map((column) => ({ name: column.name, type: types[column.type] })));
  });

  it('get the changes of a newer version, and keep their rows', async () => {
    const url = await newDatabase(server.url);
    await migrate(await session(url), 30_000);
    await rowsOf(
      url,
      `INSERT INTO observer.swing_quotes VALUES ('005930', now(), 1, 1, 1, 1, 1, NULL, NULL)`,
    );
    await migrate(await session(url), 30_000, NEXT);
    expect(await versions(url)).toEqual([1, 2]);
    expect(await rowsOf(url, 'SELECT symbol FROM observer.swing_quotes')).toHaveLength(1);
    await expect(migrate(await session(url), 30_000)).rejects.toMatchObject({
      code: 'database/schema-newer',
    });
  });

  it('stay unchanged if a migration fails', async () => {
    const url = await newDatabase(server.url);
    await migrate(await session(url), 30_000);
    const failing = [...NEXT, 'ALTER TABLE observer.nowhere ADD COLUMN note text'];
    await expect(migrate(await session(url), 30_000, failing)).rejects.toMatchObject({ sqlState: '42P01' });
    expect(await versions(url)).toEqual([1]);
    expect(await rowsOf(url, `SELECT 1 FROM pg_attribute WHERE attname = 'note'`)).toEqual([]);
  });

  it('are independent of tables with the same names elsewhere', async () => {
    const url = await newDatabase(server.url);
    await rowsOf(url, 'CREATE TABLE public.scalp_ticks (something integer)');
    await migrate(await session(url), 30_000);
    expect(await versions(url)).toEqual([1]);
  });

  it('find a time span by an index', async () => {
    const url = await newDatabase(server.url);
    await migrate(await session(url), 30_000);
    await rowsOf(
      url,
      `INSERT INTO observer.scalp_ticks SELECT '00' || n % 40, timestamptz '2026-11-25 09:00+09' + n * interval '1 ms',
       n, now(), 1, 1, 1, 1, 0, 1, 1, 1, 1 FROM generate_series(1, 50000) AS n`,
    );
    await rowsOf(url, 'ANALYZE observer.scalp_ticks');
    const plan = async (where: string) =>
      JSON.stringify(await rowsOf(url, `EXPLAIN SELECT * FROM observer.scalp_ticks WHERE ${where}`));
    const span = `executed_at BETWEEN '2026-11-25 09:00:10+09' AND '2026-11-25 09:00:10.1+09'`;
    expect(await plan(span)).toContain('scalp_ticks_executed_at');
    expect(await plan(`symbol = '007' AND ${span}`)).toContain('scalp_ticks_pkey');
  });
});
