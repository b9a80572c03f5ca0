import pg from 'pg';
import { expect, test } from 'vitest';
import { startPostgresql } from './postgresql.ts';

async function ask(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test('a real PostgreSQL keeps what was committed over a restart and a crash', async () => {
  const server = await startPostgresql();
  await ask(server.url, 'CREATE TABLE kept AS SELECT 7 AS number');

  await server.restart();
  expect(await ask(server.url, 'SELECT number FROM kept')).toBe(7);
  await server.kill();
  await expect(ask(server.url, 'SELECT 1')).rejects.toThrow();
  await server.restart();
  expect(await ask(server.url, 'SELECT number FROM kept')).toBe(7);
});

test('it demands its password', async () => {
  const server = await startPostgresql({ password: 'p@ss/w:rd' });

  expect(await ask(server.url, "SELECT current_setting('server_version_num')::int >= 130000")).toBe(true);
  const { port } = server;
  await expect(ask(`postgres://observer:wrong@127.0.0.1:${port}/postgres`, 'SELECT 1')).rejects.toMatchObject(
    { code: '28P01' },
  );
});
