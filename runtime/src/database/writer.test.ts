import { databaseConnected, databaseQueueRecords } from 'observer-metrics/observer';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../clock.ts';
import type { MarketRecord, TradeRecord } from '../record.ts';
import { samplesOf, totalOf } from '../telemetry/testing/samples.ts';
import { quote, trade } from '../testing/records.ts';
import { countOf, newDatabase, rowsOf, startWriter } from './testing/setup.ts';
import { storedQuotes, storedTrades } from './testing/stored.ts';

const DURATION = 'observer_database_query_duration_seconds';
const AT = Date.parse('2026-11-25T10:00:00+09:00');

function trades(count: number, symbol = '005930', first = 1): TradeRecord[] {
  return Array.from({ length: count }, (_, index) => trade(symbol, AT + index, first + index));
}

/** The same trade with a change that its type permits and the table does not. */
function tradeOf(symbol: string, volume: Partial<TradeRecord['value']['volume']>): TradeRecord {
  const record = trade(symbol);
  return { ...record, value: { ...record.value, volume: { ...record.value.volume, ...volume } } };
}

describe.runIf(await hasTools('postgres'))('a database writer', () => {
  let server: PostgresqlServer;
  beforeAll(async () => {
    server = await startPostgresql();
  });

  it('stores quotes and trades as they were collected', async () => {
    const url = await newDatabase(server.url);
    const { writer, results, instruments } = startWriter(url);
    const quotes = [quote('005930'), quote('삼성전자', AT + 1, 70_100.5)];
    const ticks = [trade('005930'), trade('에코프로비엠 "2차" \\ {전지}', AT + 1, 120_000_000_000)];

    for (const record of [...quotes, ...ticks]) expect(writer.append(record)).toBe(true);
    await writer.flush();

    expect(await storedQuotes(url)).toEqual(quotes.map(({ value }) => value));
    expect(await storedTrades(url)).toEqual(ticks.map(({ value }) => value));
    expect(await results()).toEqual({ inserted: 4 });
    expect(await totalOf(instruments, databaseQueueRecords)).toBe(0);
    expect(await totalOf(instruments, databaseConnected)).toBe(1);
  });

  it('stores a record once, however often it arrives', async () => {
    const url = await newDatabase(server.url);
    const { writer, results } = startWriter(url);
    // Twice in one batch, and once more in another.
    for (const record of [...trades(10), ...trades(10), quote('005930'), quote('005930')])
      writer.append(record);
    await writer.flush();
    for (const record of [...trades(10), quote('005930')]) writer.append(record);
    await writer.flush();

    expect(await countOf(url, 'scalp_ticks')).toBe(10);
    expect(await countOf(url, 'swing_quotes')).toBe(1);
    expect(await results()).toEqual({ inserted: 11, duplicate: 22 });
  });

  it('sends a full batch at once, and a smaller one after a moment', async () => {
    const url = await newDatabase(server.url);
    let afterAMoment: () => void = () => undefined;
    const every = (_: number, work: () => void) => {
      afterAMoment = work;
      return () => undefined;
    };
    const { writer, results, instruments } = startWriter(
      url,
      { batchRows: 100 },
      { clock: { ...systemClock, every } },
    );
    for (const record of trades(250)) writer.append(record);
    await until(async () => (await results()).inserted === 200);
    expect(writer.state().queued).toBe(50);
    afterAMoment();
    await until(async () => (await results()).inserted === 250);
    expect(await samplesOf(instruments)).toContain(`${DURATION}_count{operation="insert"} 3`);
  });

  it.each<[string, MarketRecord]>([
    ['a number beyond its column', tradeOf('000660', { trade_value: 1e19 })],
    ['a fraction where shares are whole', tradeOf('000660', { trade: 0.5 })],
    ['a text with a zero byte', trade('000660\u0000')],
    ['half a surrogate pair', trade('000660\ud800')],
    ['a number that is none', tradeOf('000660', { trade: Number.NaN })],
    ['a symbol too long for an index', trade(Array.from({ length: 9_000 }, (_, n) => n % 7_919).join('x'))],
  ])('rejects %s and keeps the rows around it', async (_, bad) => {
    const url = await newDatabase(server.url);
    const { writer, results, lines } = startWriter(url);
    const good = trades(100);
    for (const record of [...good.slice(0, 33), bad, ...good.slice(33)]) writer.append(record);
    await writer.flush();

    expect(await storedTrades(url)).toEqual(good.map(({ value }) => value));
    expect(await results()).toEqual({ inserted: 100, refused: 1 });
    const warnings = lines.filter(({ level }) => level === 'warn');
    expect(warnings).toMatchObject([
      { table: 'observer.scalp_ticks', rows: 1, symbols: { [bad.symbol.slice(0, 32)]: 1 } },
    ]);
    expect(writer.state().lastError).toBeUndefined();
  });

  it('finds every bad row of many', async () => {
    const url = await newDatabase(server.url);
    const { writer, results } = startWriter(url);
    const good = trades(60);
    for (const [index, record] of good.entries()) {
      writer.append(record);
      if (index % 3 === 0) writer.append(trade(`bad\u0000${index}`));
    }
    await writer.flush();
    expect(await results()).toEqual({ inserted: 60, refused: 20 });
    expect(await countOf(url, 'scalp_ticks')).toBe(60);
  });

  it('shares the tables with a second writer of the same and other rows', async () => {
    const url = await newDatabase(server.url);
    const limits = { batchRows: 50 };
    const [one, two] = [startWriter(url, limits), startWriter(url, limits)];
    const [shared, own] = [trades(1_000, '005930'), trades(500, '000660')];
    for (const record of shared) one.writer.append(record);
    // In reverse order, which would take locks in reverse order.
    for (const record of [...shared, ...own].reverse()) two.writer.append(record);
    await Promise.all([one.writer.flush(), two.writer.flush()]);

    expect(await countOf(url, 'scalp_ticks')).toBe(1_500);
    const [first, second] = [await one.results(), await two.results()];
    expect((first.inserted ?? 0) + (second.inserted ?? 0)).toBe(1_500);
    expect((first.duplicate ?? 0) + (second.duplicate ?? 0)).toBe(1_000);
  });

  it('drops the newest records once its queue is full, and reports the span', async () => {
    const url = await newDatabase(server.url);
    const { writer, results, lines } = startWriter(url, { queueRecords: 100, batchRows: 50 });
    // Nothing was sent yet: all of this happens within one turn of the event loop.
    const taken = trades(130).map((record) => writer.append(record));

    expect(taken.lastIndexOf(true)).toBe(99);
    expect(taken.indexOf(false)).toBe(100);
    expect(writer.state()).toMatchObject({ queued: 100, dropped: 30 });
    await writer.flush();
    expect(await results()).toEqual({ inserted: 100, left_out: 30 });
    expect(await countOf(url, 'scalp_ticks')).toBe(100);
    expect(lines.filter(({ level }) => level === 'warn').at(-1)).toMatchObject({
      records: 30,
      from: new Date(AT + 100).toISOString(),
      to: new Date(AT + 129).toISOString(),
    });
  });

  it('writes what it has before it closes, and accepts nothing more', async () => {
    const url = await newDatabase(server.url);
    const { writer, results, instruments } = startWriter(url, { lingerMilliseconds: 60_000 });
    for (const record of trades(10)) writer.append(record);
    expect(await writer.close(30_000)).toBe(0);
    expect(await countOf(url, 'scalp_ticks')).toBe(10);
    expect(writer.append(trade('000660'))).toBe(false);
    expect(await totalOf(instruments, databaseConnected)).toBe(0);
    expect(await results()).toEqual({ inserted: 10, left_out: 1 });
    const [{ count } = {}] = await rowsOf(
      url,
      `SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'observer' AND datname = current_database()`,
    );
    expect(count).toBe(0);
  });

  it('checks the server once for all concurrent callers', async () => {
    const url = await newDatabase(server.url);
    const { writer, instruments } = startWriter(url);
    await expect(writer.check()).rejects.toMatchObject({ code: 'database/disconnected' });
    await until(() => writer.state().isConnected);
    await Promise.all([writer.check(), writer.check(), writer.check()]);
    expect(await samplesOf(instruments)).toContain(`${DURATION}_count{operation="select"} 1`);
  });

  it.each(['America/New_York', 'UTC', 'Asia/Kolkata'])(
    'stores the same instants where the server lives in %s',
    async (zone) => {
      const url = await newDatabase(server.url);
      const name = new URL(url).pathname.slice(1);
      await rowsOf(server.url, `ALTER DATABASE ${name} SET TimeZone = '${zone}'`);
      await rowsOf(server.url, `ALTER DATABASE ${name} SET DateStyle = 'SQL, DMY'`);
      const before = process.env.TZ;
      process.env.TZ = zone;
      try {
        const { writer } = startWriter(url);
        const [record, late] = [
          trade('005930'),
          trade('005930', Date.parse('2026-12-31T23:59:59.999+09:00')),
        ];
        writer.append(record);
        writer.append(late);
        await writer.flush();
        expect(await storedTrades(url)).toEqual([record.value, late.value]);
        const [row] = await rowsOf(
          url,
          'SELECT min(extract(epoch FROM executed_at))::float8 AS seconds FROM observer.scalp_ticks',
        );
        expect(row?.seconds).toBe(record.at / 1000);
      } finally {
        if (before === undefined) delete process.env.TZ;
        else process.env.TZ = before;
      }
    },
  );
});
