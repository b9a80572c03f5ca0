import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startPostgresql } from 'test-support/postgresql';
import { reportProgress } from 'test-support/progress';
import { startRedis } from 'test-support/redis';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { beforeAll, describe, expect, it } from 'vitest';
import { FileStore } from './file/file-store.ts';
import { openStore } from './open-store.ts';
import { storeSettings } from './store-settings.ts';
import { bundleInto } from './testing/bundle.ts';
import { account, LEAST_KILLED, type StressReport, stress, TTL } from './testing/stress.ts';

/** `npm run stress:token` takes longer. */
const isLong = process.env.MODE === 'stress';
const LONG_MS = 1_200_000;

let worker = '';

beforeAll(async () => {
  worker = await bundleInto(
    await temporaryDirectory(),
    join(import.meta.dirname, 'testing', 'stress-worker.ts'),
  );
});

async function report(name: string, environment: NodeJS.ProcessEnv): Promise<StressReport> {
  const store = openStore(storeSettings(environment, false), { account });
  releaseAfterwards(() => store.close());
  // The long form takes 20 minutes on files, and on servers as long as 2,500 acquisitions take. The short
  // form also counts acquisitions, because a busy machine needs longer for them.
  if (isLong) reportProgress(`stress on ${name}`, LONG_MS);
  const figures = await stress({
    worker,
    environment,
    store,
    processes: 8,
    milliseconds: isLong ? LONG_MS : 120_000,
    acquisitions: isLong ? 2_500 : 25,
  });
  if (isLong) process.stdout.write(`${name} ${JSON.stringify(figures)}\n`);
  expect(figures).toMatchObject({ torn: 0, regressions: 0, violations: [] });
  expect(figures.acquired).toBeGreaterThan(20);
  expect(figures.killed).toBeGreaterThanOrEqual(LEAST_KILLED);
  expect(figures.reads).toBeGreaterThan(figures.acquired);
  return figures;
}

describe('processes that are killed and stopped at any step', () => {
  it('never leave half a token, lose one, or commit after another process has taken over', async () => {
    const directory = join(await temporaryDirectory(), 'cache');
    await report('files', { KIS_TOKEN_CACHE_DIR: directory });
    // A file that a killed process left counts if it is older than a lease lasts.
    await delay(TTL + 100);
    const last = new FileStore({ directory, account, leaseTtlMilliseconds: TTL });
    const lease = await last.tryAcquire();
    await lease?.release();
    const remains = readdirSync(last.paths.leases);
    expect(remains.every((name) => /^g\d{12}(\.done)?$/.test(name))).toBe(true);
    expect(remains).toHaveLength(2);
  }, 1_500_000);

  it.each([
    ['Redis', startRedis],
    ['PostgreSQL', startPostgresql],
  ])(
    'keep these promises with %s',
    async (name, start) => {
      const { url } = await start();
      await report(name, { KIS_TOKEN_STORE: url });
    },
    1_500_000,
  );
});
