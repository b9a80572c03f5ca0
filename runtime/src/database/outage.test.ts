import { setTimeout as delay } from 'node:timers/promises';
import { databaseQueueRecords } from 'observer-metrics/observer';
import pg from 'pg';
import { startPostgresql } from 'test-support/postgresql';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { describe, expect, it } from 'vitest';
import type { TradeRecord } from '../record.ts';
import { totalOf } from '../telemetry/testing/samples.ts';
import { trade } from '../testing/records.ts';
import { freeze } from './testing/frozen.ts';
import { startProxy } from './testing/proxy.ts';
import { countOf, startWriter, type WriterBench } from './testing/setup.ts';

const AT = Date.parse('2026-11-25T10:00:00+09:00');

/** Appends trades, a few at a time, until stopped; returns how many were accepted. */
function load({ writer }: WriterBench): () => Promise<number> {
  let isOn = true;
  const appending = (async () => {
    let taken = 0;
    for (; isOn; await delay(2)) {
      for (let turn = 0; turn < 20; turn += 1) {
        if (writer.append(trade(`00${taken % 7}`, AT + taken, taken + 1))) taken += 1;
      }
    }
    return taken;
  })();
  return () => {
    isOn = false;
    return appending;
  };
}

function messages({ lines }: WriterBench, level: string) {
  return lines.filter((line) => line.level === level).map(({ message }) => message);
}

const tick = (number: number): TradeRecord => trade('005930', AT + number, number);

describe.runIf(await hasTools('postgres'))('a database that goes away', () => {
  it.each(['restart', 'kill'] as const)(
    'by %s in the middle of the load costs no row, and stores none twice',
    async (way) => {
      const server = await startPostgresql();
      const bench = startWriter(server.url, { batchRows: 100 });
      const { writer, results } = bench;
      const stop = load(bench);
      for (let round = 0; round < 3; round += 1) {
        const { inserted: before = 0 } = await results();
        await until(async () => ((await results()).inserted ?? 0) > before + 500);
        if (way === 'kill') await server.kill();
        await server.restart();
      }
      const taken = await stop();
      await writer.flush();

      expect(await countOf(server.url, 'scalp_ticks')).toBe(taken);
      const { inserted = 0, duplicate = 0, ...others } = await results();
      expect(others).toEqual({});
      // Rows that were stored but not confirmed count as duplicates, so each is counted once.
      expect(inserted + duplicate).toBe(taken);
      expect(writer.state()).toMatchObject({ isConnected: true, queued: 0, lastError: undefined });
    },
  );

  it('and loses its confirmation gets the same batch again, and keeps each row once', async () => {
    const server = await startPostgresql();
    const proxy = await startProxy(server.url);
    const bench = startWriter(proxy.url, { batchRows: 100 });
    const { writer, results } = bench;
    await until(() => writer.state().isConnected);
    proxy.loseNextAnswer();
    for (let number = 1; number <= 100; number += 1) writer.append(tick(number));
    await writer.flush();

    expect(proxy.lost).toBe(1);
    expect(await countOf(server.url, 'scalp_ticks')).toBe(100);
    expect(await results()).toEqual({ duplicate: 100 });
    expect(messages(bench, 'warn')).toEqual(['the database is unavailable; records are queued']);
    expect(messages(bench, 'info')).toEqual(['the database accepts records again']);
  });

  it('before the start is waited for', async () => {
    const server = await startPostgresql();
    await server.stop();
    const bench = startWriter(server.url);
    const { writer, results, instruments } = bench;
    for (let number = 1; number <= 100; number += 1) writer.append(tick(number));
    await until(() => writer.state().lastError !== undefined);
    await delay(300);

    expect(writer.state()).toMatchObject({
      isConnected: false,
      queued: 100,
      dropped: 0,
      lastError: { code: 'database/disconnected', message: 'no connection: ECONNREFUSED' },
    });
    expect(await totalOf(instruments, databaseQueueRecords)).toBe(100);
    await expect(writer.check()).rejects.toMatchObject({ code: 'database/disconnected' });
    // However many attempts were made.
    expect(messages(bench, 'warn')).toEqual(['the database is unavailable; records are queued']);

    await server.restart();
    await writer.flush();
    expect(await countOf(server.url, 'scalp_ticks')).toBe(100);
    expect(await results()).toEqual({ inserted: 100 });
  });

  it('while nothing is to be written is detected, and so is its return', async () => {
    const server = await startPostgresql();
    const { writer } = startWriter(server.url);
    await until(() => writer.state().isConnected);
    await server.stop();
    await until(() => !writer.state().isConnected);
    await server.restart();
    await until(() => writer.state().isConnected);
    await writer.check();
    expect(writer.state().lastError).toBeUndefined();
  });

  it('without a packet is detected by the missing response, and another connection sends the batch', async () => {
    const server = await startPostgresql();
    const proxy = await startProxy(server.url);
    const { writer } = startWriter(proxy.url, {
      answerMilliseconds: 500,
      connectMilliseconds: 1_000,
    });
    await until(() => writer.state().isConnected);
    proxy.cut();
    writer.append(tick(1));
    await until(() => writer.state().lastError?.code === 'database/timeout');
    proxy.repair();
    await writer.flush();
    expect(await countOf(server.url, 'scalp_ticks')).toBe(1);
  });

  it('as a session that waits for a lock gets the batch again once the lock is gone', async () => {
    const server = await startPostgresql();
    const { writer, results } = startWriter(server.url, { statementMilliseconds: 200 });
    await until(() => writer.state().isConnected);
    const holder = new pg.Client({ connectionString: server.url });
    await holder.connect();
    await holder.query('BEGIN; LOCK TABLE observer.scalp_ticks');
    writer.append(tick(1));
    await until(() => writer.state().lastError?.code === 'database/timeout');
    expect(writer.state().lastError?.message).toContain('57014');
    await holder.end();
    await writer.flush();
    expect(await results()).toEqual({ inserted: 1 });
    expect(writer.state().lastError).toBeUndefined();
  });

  it('with too many connections is retried', async () => {
    const server = await startPostgresql({
      settings: ['max_connections = 3', 'superuser_reserved_connections = 0'],
    });
    const others = [1, 2, 3].map(() => new pg.Client({ connectionString: server.url }));
    for (const other of others) await other.connect();
    const { writer, results } = startWriter(server.url);
    writer.append(tick(1));
    await until(() => writer.state().lastError?.message.includes('53300') === true);
    for (const other of others) await other.end();
    await writer.flush();
    expect(await results()).toEqual({ inserted: 1 });
  });

  it('does not keep the writer from closing in time, and it reports what was not written', async () => {
    const server = await startPostgresql();
    const bench = startWriter(server.url, { batchRows: 50 });
    const { writer, results } = bench;
    await until(() => writer.state().isConnected);
    await freeze(server.url);
    for (let number = 1; number <= 120; number += 1) writer.append(tick(number));
    const begin = performance.now();
    expect(await writer.close(500)).toBe(120);
    // Generous, because the machine may be busy. Without the deadline it would be 15 seconds.
    expect(performance.now() - begin).toBeLessThan(8_000);
    expect(writer.state()).toMatchObject({ queued: 0, isConnected: false });
    expect(await results()).toEqual({ left_out: 120 });
    expect(bench.lines.at(-1)).toMatchObject({ records: 120, from: new Date(AT + 1).toISOString() });
  });

  it('while a connection is being opened does not keep the writer from closing either', async () => {
    const server = await startPostgresql();
    const first = startWriter(server.url);
    await until(() => first.writer.state().isConnected);
    const thaw = await freeze(server.url);
    const { writer } = startWriter(server.url, { connectMilliseconds: 60_000 });
    writer.append(tick(1));
    const begin = performance.now();
    expect(await writer.close(100)).toBe(1);
    expect(performance.now() - begin).toBeLessThan(8_000);
    thaw();
  });
});
