import { chmod, chown } from 'node:fs/promises';
import { join } from 'node:path';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { beforeAll, describe, expect, it } from 'vitest';
import { trade } from '../testing/records.ts';
import { newDatabase, rowsOf, startWriter } from './testing/setup.ts';

/** The user that runs the test server if the tests run as root. */
const NOBODY = 65_534;

const hasOpenssl = await run('openssl', ['version']).then(
  ({ code }) => code === 0,
  () => false,
);

describe.runIf(hasOpenssl && (await hasTools('postgres')))('over TLS, sslmode as pg understands it:', () => {
  let server: PostgresqlServer;
  let certificate: string;
  beforeAll(async () => {
    const directory = await temporaryDirectory();
    const key = join(directory, 'server.key');
    certificate = join(directory, 'server.crt');
    const { code } = await run('openssl', [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', certificate],
    ]);
    expect(code).toBe(0);
    await chmod(directory, 0o755);
    await chmod(key, 0o600);
    if (process.getuid?.() === 0) await chown(key, NOBODY, NOBODY);
    server = await startPostgresql({
      settings: ['ssl = on', `ssl_cert_file = '${certificate}'`, `ssl_key_file = '${key}'`],
    });
  });

  const isEncrypted = async (url: string) =>
    (
      await rowsOf(
        url,
        `SELECT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
         WHERE application_name = 'observer' AND datname = current_database()`,
      )
    ).map(({ ssl }) => ssl);

  it.each([
    ['', 'localhost', false],
    ['sslmode=disable', 'localhost', false],
    ['sslmode=no-verify', '127.0.0.1', true],
    ['sslmode=verify-full&sslrootcert=CERTIFICATE', 'localhost', true],
    ['sslmode=verify-ca&uselibpqcompat=true&sslrootcert=CERTIFICATE', '127.0.0.1', true],
  ])('%j at %s connects', async (query, host, encrypted) => {
    const plain = await newDatabase(server.url);
    const url = plain.replace('127.0.0.1', host);
    const { writer } = startWriter(`${url}?${query.replace('CERTIFICATE', encodeURIComponent(certificate))}`);
    writer.append(trade('005930'));
    await writer.flush();
    expect(await isEncrypted(plain)).toEqual([encrypted]);
  });

  it.each([
    ['an unknown certificate', 'sslmode=verify-full', 'localhost', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    [
      'the name of another server',
      'sslmode=verify-full&sslrootcert=CERTIFICATE',
      '127.0.0.1',
      'ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    [
      'a certificate that is not there',
      'sslmode=verify-full&sslrootcert=%2Fnowhere',
      'localhost',
      'unreadable',
    ],
  ])('%s is rejected', async (_, query, host, says) => {
    const url = (await newDatabase(server.url)).replace('127.0.0.1', host);
    const { writer } = startWriter(`${url}?${query.replace('CERTIFICATE', encodeURIComponent(certificate))}`);
    await until(() => writer.state().lastError !== undefined);
    expect(writer.state()).toMatchObject({
      isConnected: false,
      lastError: { code: 'database/tls', message: expect.stringContaining(says) },
    });
  });
});
