import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { hasTools } from 'test-support/tools';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { onPostgres } from '../testing/places.ts';
import { account, acquire, commit, tokenOf } from '../testing/store-conformance.ts';
import { PostgresStore } from './postgres-store.ts';

describe.runIf(await hasTools('postgres'))('tokens in PostgreSQL', () => {
  let server: PostgresqlServer;

  beforeAll(async () => {
    server = await startPostgresql();
  });

  beforeEach(() => onPostgres(server.url, 'DROP TABLE IF EXISTS kis_tokens'));

  const storeOf = (url = server.url) => {
    const store = new PostgresStore({ url, account });
    releaseAfterwards(() => store.close());
    return store;
  };

  it('are in a table that is created once, however many processes start', async () => {
    const stores = Array.from({ length: 8 }, () => storeOf());
    const leases = await Promise.all(stores.map((store) => store.tryAcquire()));
    expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
    await Promise.all(leases.map((lease) => lease?.release()));
  });

  it('need no right to create a table that exists', async () => {
    await commit(storeOf(), tokenOf(account));
    await onPostgres(
      server.url,
      `CREATE ROLE reader LOGIN PASSWORD 'reader'; REVOKE CREATE ON SCHEMA public FROM PUBLIC;
       GRANT SELECT, INSERT, UPDATE ON kis_tokens TO reader`,
    );
    const { port } = server;
    const store = storeOf(`postgres://reader:reader@127.0.0.1:${port}/postgres`);
    await commit(store, tokenOf(account));
    expect(await store.read()).toBeDefined();
  });

  it('keep increasing generations after the row or the table was removed', async () => {
    const store = storeOf();
    const first = await acquire(store);
    await onPostgres(server.url, 'DELETE FROM kis_tokens');
    await expect(first.commit(tokenOf(account))).rejects.toMatchObject({ code: 'store/overtaken' });
    const second = await acquire(store);
    expect(second.generation).toBeGreaterThan(first.generation);
    await onPostgres(server.url, 'DROP TABLE kis_tokens');
    expect(await store.read()).toBeUndefined();
    const { generation } = await commit(store, tokenOf(account));
    expect(generation).toBeGreaterThan(second.generation);
  });

  it('have one lease holder even if transactions are serializable by default', async () => {
    await onPostgres(
      server.url,
      `CREATE ROLE careful LOGIN SUPERUSER PASSWORD 'careful';
       ALTER ROLE careful SET default_transaction_isolation = 'serializable'`,
    );
    const url = `postgres://careful:careful@127.0.0.1:${server.port}/postgres`;
    const stores = Array.from({ length: 6 }, () => storeOf(url));
    for (let round = 0; round < 5; round += 1) {
      const leases = await Promise.all(stores.map((store) => store.tryAcquire()));
      expect(leases.filter((lease) => lease !== undefined)).toHaveLength(1);
      await Promise.all(leases.map((lease) => lease?.release()));
    }
  });

  it('are readable again after an outage of the server, over the old connections', async () => {
    const store = storeOf();
    const token = tokenOf(account);
    await commit(store, token);
    const again = async () => (await store.read().catch(() => undefined))?.value;
    await server.restart();
    await expect.poll(again).toBe(token.value);
    await server.kill();
    await expect(store.read()).rejects.toMatchObject({ code: 'store/unavailable' });
    await server.restart();
    await expect.poll(again).toBe(token.value);
  });

  it('hold no lock and no transaction between two steps', async () => {
    const store = storeOf();
    const lease = await acquire(store);
    const [{ count } = {}] = await onPostgres(
      server.url,
      `SELECT count(*)::int AS count FROM pg_locks JOIN pg_stat_activity USING (pid)
       WHERE application_name = 'kis-observer' AND (locktype = 'advisory' OR state LIKE 'idle in transaction%')`,
    );
    expect(count).toBe(0);
    await lease.release();
  });
});
