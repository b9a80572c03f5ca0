import { startSimulator } from 'kis-simulator';
import { startPostgresql } from 'test-support/postgresql';
import { startRedis } from 'test-support/redis';
import { releaseAfterwards } from 'test-support/release';
import { describe, expect, it } from 'vitest';
import { jsonLog, Secrets } from '../telemetry/log.ts';
import { observer as runObserver } from '../testing/command-line.ts';
import { openTokenCache } from './index.ts';

const PASSWORD = 'sesame/of the+server';

const observer = (args: string, environment: NodeJS.ProcessEnv) => runObserver(args.split(' '), environment);

describe.each([
  ['Redis', startRedis, /^redis:\/\/127\.0\.0\.1:\d+ kis-token:\{[0-9a-f]{32}\}:value\n$/],
  ['PostgreSQL', startPostgresql, /^postgres:\/\/127\.0\.0\.1:\d+ kis_tokens [0-9a-f]{32}\n$/],
] as const)('with %s', (_, start, place) => {
  it('shows and removes a token that a cache stored on the server', async () => {
    const server = await start({ password: PASSWORD });
    const simulator = await startSimulator();
    releaseAfterwards(() => simulator.close());
    const { appKey, appSecret } = simulator.account;
    const environment = {
      KIS_APP_KEY: appKey,
      KIS_APP_SECRET: appSecret,
      KIS_BASE_URL: simulator.restUrl,
      KIS_TOKEN_STORE: server.url,
    };
    const secrets = new Secrets();
    const lines: string[] = [];
    const log = jsonLog({ secrets, write: (line) => lines.push(line) });
    const cache = openTokenCache(environment, { secrets, log });
    const token = await cache.get();
    expect(cache.isDegraded).toBe(false);
    await cache.close();

    const results = {
      status: await observer('token status', environment),
      json: await observer('token status --json', environment),
      path: await observer('token path', environment),
      withoutSecret: await observer('token status', { ...environment, KIS_APP_SECRET: '' }),
      clear: await observer('token clear', environment),
      after: await observer('token status', environment),
    };
    expect(results).toMatchObject({
      status: { code: 0, stdout: expect.stringContaining(`[${token.fingerprint}] is valid`) },
      json: { code: 0, stdout: expect.stringContaining('"result": "success"') },
      path: { code: 0, stdout: expect.stringMatching(place) },
      withoutSecret: { code: 2, stderr: expect.stringContaining('KIS_APP_SECRET is not set') },
      clear: { code: 0, stdout: expect.stringContaining(`Removed the token [${token.fingerprint}]`) },
      after: { code: 1, stdout: expect.stringContaining('There is no token') },
    });

    await server.stop();
    const down = await observer('token status', environment);
    expect(down).toMatchObject({ code: 2, stderr: expect.stringContaining('ECONNREFUSED') });
    log.error(`what a driver might say of ${server.url} and ${PASSWORD}`);
    const printed = JSON.stringify([results, down, lines]);
    for (const secret of ['sesame', token.value, appKey, appSecret]) expect(printed).not.toContain(secret);
  });
});
