import { inspect } from 'node:util';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { run } from 'test-support/run';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { beforeAll, describe, expect, it } from 'vitest';
import { trade } from '../testing/records.ts';
import { smallDisk } from '../testing/small-disk.ts';
import type { DatabaseErrorCode } from './errors.ts';
import { MIGRATIONS } from './migrations.ts';
import { countOf, newDatabase, rowsOf, startWriter, withDatabase } from './testing/setup.ts';

/** Names and passwords that must not appear anywhere. */
const GUEST = { name: 'guest_of_the_tests', password: 'p@ss/wörd:of guests' };

function addressOf(url: string, user: string, password: string): string {
  const address = new URL(url);
  [address.username, address.password] = [encodeURIComponent(user), encodeURIComponent(password)];
  return address.href;
}

describe.runIf(await hasTools('postgres'))('a database that needs a manual repair', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
    await rowsOf(server.url, `CREATE ROLE ${GUEST.name} LOGIN PASSWORD '${GUEST.password}'`);
  });

  interface Case {
    readonly what: string;
    readonly code: DatabaseErrorCode;
    readonly says: string;
    /** The failing address, and what fixes it. */
    readonly break: (
      url: string,
    ) => Promise<{ readonly url: string; readonly repair: () => Promise<unknown> }>;
  }

  const cases: readonly Case[] = [
    {
      what: 'with another password',
      code: 'database/denied',
      says: '28P01',
      break: async (url) => {
        await rowsOf(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} OWNER TO ${GUEST.name}`);
        await rowsOf(url, `ALTER ROLE ${GUEST.name} PASSWORD 'another one'`);
        const repair = () => rowsOf(url, `ALTER ROLE ${GUEST.name} PASSWORD '${GUEST.password}'`);
        return { url: addressOf(url, GUEST.name, GUEST.password), repair };
      },
    },
    {
      what: 'that does not exist',
      code: 'database/missing',
      says: '3D000',
      break: async (url) => {
        const repair = () => rowsOf(server.url, 'CREATE DATABASE made_later');
        return { url: withDatabase(url, 'made_later'), repair };
      },
    },
    {
      what: 'in which nothing may be made',
      code: 'database/unusable',
      says: '42501',
      break: async (url) => {
        const repair = () => rowsOf(url, `CREATE SCHEMA observer AUTHORIZATION ${GUEST.name}`);
        return { url: addressOf(url, GUEST.name, GUEST.password), repair };
      },
    },
    {
      what: 'whose tables were removed',
      code: 'database/unusable',
      says: '42P01',
      break: async (url) => {
        const { writer } = startWriter(url);
        writer.append(trade('first'));
        await writer.flush();
        await writer.close(10_000);
        await rowsOf(url, 'ALTER TABLE observer.scalp_ticks RENAME TO elsewhere');
        return { url, repair: () => rowsOf(url, 'ALTER TABLE observer.elsewhere RENAME TO scalp_ticks') };
      },
    },
    {
      what: 'that a newer program has changed',
      code: 'database/schema-newer',
      says: `version 99, this program knows ${MIGRATIONS.length}`,
      break: async (url) => {
        const { writer } = startWriter(url);
        await until(() => writer.state().isConnected);
        await writer.close(10_000);
        await rowsOf(url, 'INSERT INTO observer.schema_migrations (version) VALUES (99)');
        return {
          url,
          repair: () => rowsOf(url, 'DELETE FROM observer.schema_migrations WHERE version = 99'),
        };
      },
    },
    {
      what: 'on a server without TLS',
      code: 'database/tls',
      says: 'TLS negotiation failed',
      break: async (url) => {
        // Nothing fixes this one but another address.
        return { url: `${url}?sslmode=verify-full`, repair: async () => undefined };
      },
    },
  ];

  it.each(cases)('$what is reported once and retried until it works', async ({ code, says, ...given }) => {
    const broken = await given.break(await newDatabase(server.url));
    const { writer, lines, results } = startWriter(broken.url);
    writer.append(trade('005930'));
    await until(() => writer.state().lastError !== undefined);
    // Several attempts.
    await new Promise((resolve) => setTimeout(resolve, 700));

    const { lastError, queued } = writer.state();
    expect({ code: lastError?.code, queued }).toEqual({ code, queued: 1 });
    expect(lastError?.message).toContain(says);
    const errors = lines.filter(({ level }) => level === 'error');
    expect(errors).toMatchObject([{ error: { code } }]);
    const reason: unknown = await writer.check().catch((error: unknown) => error);

    await broken.repair();
    if (code !== 'database/tls') {
      await writer.flush();
      expect(await results()).toEqual({ inserted: 1 });
      expect(writer.state().lastError).toBeUndefined();
      expect(lines.at(-1)?.message).toBe('the database accepts records again');
    }

    const shown = inspect([lines, writer.state(), lastError, reason], { depth: 9, showHidden: true });
    for (const secret of [GUEST.name, GUEST.password, server.password, broken.url]) {
      expect(shown).not.toContain(secret);
      expect(shown).not.toContain(encodeURIComponent(secret));
    }
  });

  it('with a full disk is written to again once there is space', async () => {
    const directory = await smallDisk('size=512k,uid=65534,mode=0700');
    const own = await startPostgresql();
    await rowsOf(own.url, `CREATE TABLESPACE small LOCATION '${directory}'`);
    const url = await newDatabase(own.url);
    await rowsOf(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET default_tablespace = small`);
    const { writer, results, lines } = startWriter(url, { batchRows: 500 });
    for (let number = 1; number <= 5_000; number += 1) writer.append(trade('005930', undefined, number));
    await until(() => writer.state().lastError?.message.includes('53100') === true);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(lines.filter(({ level }) => level === 'error')).toHaveLength(1);
    expect(writer.state().queued).toBeGreaterThan(0);

    await run('mount', ['-o', 'remount,size=64m', directory]);
    await writer.flush();
    expect(await results()).toEqual({ inserted: 5_000 });
    expect(await countOf(url, 'scalp_ticks')).toBe(5_000);
    await writer.close(10_000);
    await own.stop();
  });
});

it.each(['', 'localhost:5432', 'mysql://user:geheimnis@host/db', 'postgres://user:geheimnis@host:port/db'])(
  'refuses an address that is none, and does not show it: %j',
  (url) => {
    const open = () => startWriter(url);
    expect(open).toThrow(expect.objectContaining({ code: 'database/address-invalid' }));
    try {
      open();
    } catch (error) {
      expect(inspect(error)).not.toContain('geheimnis');
    }
  },
);
