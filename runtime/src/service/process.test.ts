import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { listeningPort } from 'test-support/free-port';
import { startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { beforeAll, describe, expect, it } from 'vitest';
import { smallDisk } from '../testing/small-disk.ts';
import {
  openMarket,
  prepareObserver,
  startObserverProcess,
  writtenTrades,
} from './testing/observer-process.ts';

const MARKET = { market: { tradesPerSecond: 400, symbols: 20 } };

const records = 'observer_jsonl_records_written_total{track="b"}';

beforeAll(prepareObserver);

describe('an observer in its own process', { timeout: 120_000 }, () => {
  it('answers current requests, completes its files and exits with 0 when it is stopped under load', async () => {
    const market = await openMarket(MARKET);
    const directory = await temporaryDirectory();
    const observer = await startObserverProcess(market, { OBSERVER_DATA_DIR: directory });
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(200);

    let isStopping = false;
    const outcomes = { answered: 0, refused: 0, broken: [] as string[] };
    const load = Array.from({ length: 8 }, async () => {
      for (;;) {
        try {
          const answer = await fetch(`${observer.url}/status`);
          await answer.text();
          outcomes.answered += answer.status === 200 ? 1 : 0;
        } catch (error) {
          const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
          const code = cause !== undefined && 'code' in cause ? String(cause.code) : String(error);
          // A refused connection carried no request.
          if (code === 'ECONNREFUSED') {
            outcomes.refused += 1;
            return;
          }
          if (!isStopping) outcomes.broken.push(code);
        }
      }
    });
    await expect.poll(() => outcomes.answered).toBeGreaterThan(20);
    isStopping = true;
    await observer.stop();
    await Promise.all(load);

    expect(outcomes.broken).toEqual([]);
    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
    expect(observer.log()).not.toContain('"level":"error"');
    const written = await writtenTrades(directory);
    expect(written).toMatchObject({ open: [], duplicates: 0, missingVolume: 0 });
    expect(written.lines).toBeGreaterThan(200);
  });

  it('has no duplicate and no torn line after repeated kills, and knows what it missed', async () => {
    const market = await openMarket(MARKET);
    const directory = await temporaryDirectory();
    let missed = 0;
    for (let round = 0; round < 4; round += 1) {
      const observer = await startObserverProcess(market, { OBSERVER_DATA_DIR: directory });
      await expect.poll(() => observer.sample(records)).toBeGreaterThan(200);
      await sleep(100 * round);
      if (round > 0) expect(observer.log()).toContain('The last trades of an earlier process were found');
      if (round < 3) {
        // Everything missed since the last kill has been counted by now, except for shares that were not
        // traded since.
        await observer.kill();
      } else {
        missed = await observer.sample('observer_websocket_missed_volume_total');
        await observer.stop();
      }
    }

    const written = await writtenTrades(directory);
    expect(written).toMatchObject({ open: [], duplicates: 0 });
    expect(written.lines).toBeGreaterThan(800);
    expect(missed).toBeGreaterThan(0);
    expect(written.missingVolume).toBeGreaterThanOrEqual(missed);
    // One token served them all.
    expect(market.simulator.journal.tokens.issued).toBe(1);
  });

  it('loses nothing while its disk is full, and is not ready in the meantime', async () => {
    const disk = await smallDisk();
    const market = await openMarket(MARKET);
    const observer = await startObserverProcess(market, { OBSERVER_DATA_DIR: disk });
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(50);
    const filler = join(disk, 'filler');
    await writeFile(filler, Buffer.alloc(2 ** 20)).catch(() => undefined);
    const noSpace = 'observer_jsonl_write_errors_total{track="b",reason="no_space"}';
    await expect.poll(() => observer.sample(noSpace)).toBeGreaterThan(0);
    await expect.poll(async () => (await fetch(`${observer.url}/ready`)).status).toBe(503);
    await sleep(500);

    await writeFile(filler, '');
    await expect.poll(async () => (await fetch(`${observer.url}/ready`)).status).toBe(200);
    const counted = async () => observer.sample('observer_websocket_records_total');
    const before = await counted();
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(before);
    await observer.stop();
    const written = await writtenTrades(disk);
    expect(written).toMatchObject({ open: [], duplicates: 0, missingVolume: 0 });
    expect(written.lines).toBeGreaterThanOrEqual(before);
  });

  it('stores every line as a row although the database went away and came back', async () => {
    const postgresql = await startPostgresql();
    const market = await openMarket(MARKET);
    const directory = await temporaryDirectory();
    const observer = await startObserverProcess(market, {
      OBSERVER_DATA_DIR: directory,
      DATABASE_URL: postgresql.url,
      TRACK_A_ENABLED: 'false',
    });
    const inserted = 'observer_database_rows_total{result="inserted"}';
    await expect.poll(() => observer.sample(inserted)).toBeGreaterThan(100);
    await postgresql.kill();
    await expect.poll(() => observer.sample('observer_database_connected')).toBe(0);
    expect((await fetch(`${observer.url}/ready`)).status).toBe(200);
    await sleep(500);
    await postgresql.restart();
    const before = await observer.sample(inserted);
    await expect.poll(() => observer.sample(inserted)).toBeGreaterThan(before + 300);
    await observer.stop();

    const { lines } = await writtenTrades(directory);
    const log = observer.log();
    expect(log).not.toContain('a password of the tests');
    const { Client } = await import('pg');
    const client = new Client({ connectionString: postgresql.url });
    await client.connect();
    try {
      const { rows } = await client.query('SELECT count(*)::int AS count FROM observer.scalp_ticks');
      expect(rows).toEqual([{ count: lines }]);
    } finally {
      await client.end();
    }
  });

  it('completes its files and exits with 1 after an uncaught error', async () => {
    const market = await openMarket(MARKET);
    const directory = await temporaryDirectory();
    const observer = await startObserverProcess(market, { OBSERVER_DATA_DIR: directory });
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(200);
    observer.signal('SIGUSR2');
    await expect.poll(() => observer.log()).toContain('has stopped, but not in order');
    expect(observer.log()).toContain('TypeError: a mistake of ours');
    expect(await writtenTrades(directory)).toMatchObject({ open: [], duplicates: 0, missingVolume: 0 });
  });

  it('waits for a KIS that is down, slow or wrong, and serves requests in the meantime', async () => {
    const market = await openMarket(MARKET);
    const { simulator } = market;
    const down = [
      simulator.start({ kind: 'connection-reset', path: '/' }),
      simulator.start({ kind: 'refuse-connections' }),
    ];
    const observer = await startObserverProcess(market, { OBSERVER_DATA_DIR: await temporaryDirectory() });
    await expect.poll(() => simulator.journal.faults['connection-reset'] ?? 0).toBeGreaterThan(2);
    expect((await fetch(`${observer.url}/health`)).status).toBe(200);
    expect(await observer.sample('observer_market_open')).toBe(1);
    for (const fault of down) fault.stop();
    const lying = simulator.start({ kind: 'truncated-json', path: '/uapi/', times: 3 });
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(50);
    const quotes = 'observer_jsonl_records_written_total{track="a"}';
    await expect.poll(() => observer.sample(quotes)).toBeGreaterThan(0);
    lying.stop();
    await observer.stop();
    expect(observer.log()).not.toContain(simulator.account.appSecret);
  });

  it('shows no password, key or token, whoever asks and whatever fails', async () => {
    const market = await openMarket(MARKET);
    const { appKey, appSecret } = market.simulator.account;
    const spans: string[] = [];
    const receiver = createHttpServer((request, response) => {
      request.on('data', (data) => spans.push(String(data))).on('end', () => response.end('{}'));
    }).listen(0, '127.0.0.1');
    releaseAfterwards(() => {
      receiver.close();
    });
    await once(receiver, 'listening');
    const observer = await startObserverProcess(market, {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      DATABASE_URL: 'postgres://user:hunter2-of-the-database@127.0.0.1:9/market',
      KIS_TOKEN_STORE: 'redis://user:hunter2-of-the-store@127.0.0.1:9/0',
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${listeningPort(receiver.address())}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    await expect.poll(() => observer.sample(records)).toBeGreaterThan(50);
    const paths = ['/', '/health', '/ready', '/status', '/metrics', `/${appKey}?token=${appSecret}`];
    const answers = await Promise.all(
      paths.map(async (path) => (await fetch(`${observer.url}${path}`)).text()),
    );
    await expect.poll(() => spans.join('')).toContain('GET /status');
    await observer.stop();
    const output = [...answers, ...spans, observer.log()].join('\n');
    expect(output).toContain('127.0.0.1:9');
    for (const secret of ['hunter2', appKey, appSecret]) expect(output).not.toContain(secret);
    expect(output).not.toMatch(/eyJ[\w-]+\.|Bearer /);
  });

  it('serves requests although no name can be resolved', async () => {
    const market = await openMarket(MARKET);
    const observer = await startObserverProcess(market, {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      KIS_BASE_URL: 'http://kis.invalid',
      KIS_WEBSOCKET_URL: 'ws://kis.invalid',
    });
    const failed = 'observer_token_issues_total{result="failed"}';
    await expect.poll(() => observer.sample(failed)).toBeGreaterThan(0);
    expect((await fetch(`${observer.url}/ready`)).status).toBe(200);
    await observer.stop();
    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
  });

  it('exits at once when it is stopped a second time', async () => {
    const market = await openMarket(MARKET);
    const observer = await startObserverProcess(market, {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      OBSERVER_DRAIN_DELAY_SECONDS: '20',
    });
    observer.signal('SIGTERM');
    await expect.poll(() => observer.log()).toContain('"message":"The observer is stopping"');
    expect((await fetch(`${observer.url}/ready`)).status).toBe(503);
    const start = performance.now();
    await observer.stop();
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(observer.log()).toContain('exits at once after a second signal');
  });
});
