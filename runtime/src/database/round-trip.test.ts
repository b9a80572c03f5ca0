import fc from 'fast-check';
import { startPostgresql } from 'test-support/postgresql';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MarketRecord, Quote, Trade } from '../record.ts';
import { rowsOf, startWriter, type WriterBench } from './testing/setup.ts';
import { storedQuotes, storedTrades } from './testing/stored.ts';

/** Any text that PostgreSQL can store: everything except the zero byte. */
const symbol = fc
  .oneof(fc.stringMatching(/^\d{6}$/), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
  .filter((text) => !text.includes('\0') && text.isWellFormed());

/** Any JSON number, which excludes negative zero. */
const price = fc
  .oneof(
    fc.integer({ min: 1, max: 5_000_000 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  )
  .map((value) => (value === 0 ? 0 : value));

const shares = fc.maxSafeInteger().map((value) => (value === 0 ? 0 : value));

const instant = fc
  .integer({ min: Date.parse('1971-01-01T00:00:00Z'), max: Date.parse('2999-12-31T00:00:00Z') })
  .map((at) => ({ at, text: new Date(at + 9 * 3_600_000).toISOString().replace('Z', '+09:00') }));

const quote: fc.Arbitrary<MarketRecord> = fc
  .record({
    symbol,
    instant,
    volume: shares,
    price: fc.record({ open: price, high: price, low: price, close: price }),
    bid_price: fc.option(price),
    ask_price: fc.option(price),
  })
  .map(({ instant: { at, text }, ...given }) => {
    const value: Quote = {
      ts: text,
      session: 'track_a_session',
      dataset: 'track_a_swing',
      market: 'kr_stocks',
      source: 'kis',
      ...given,
    };
    return { track: 'a', symbol: given.symbol, at, value, line: JSON.stringify(value) };
  });

const trade: fc.Arbitrary<MarketRecord> = fc
  .record({
    symbol,
    received: instant,
    executed: instant,
    price: fc.record({ current: price, open: price, high: price, low: price, change_rate: price }),
    volume: fc.record({ trade: shares, accumulated: shares, trade_value: shares }),
    bid_ask: fc.record({ bid_price: price, ask_price: price }),
  })
  .map(({ received, executed, ...given }) => {
    const value: Trade = {
      timestamp: received.text,
      execution_time: executed.text,
      source: 'websocket',
      session_id: 'track_b_session',
      ...given,
    };
    return { track: 'b', symbol: given.symbol, at: executed.at, value, line: JSON.stringify(value) };
  });

describe.runIf(await hasTools('postgres'))('any record', () => {
  let url: string;
  let bench: WriterBench;
  beforeAll(async () => {
    const server = await startPostgresql();
    url = server.url;
    bench = startWriter(url, { lingerMilliseconds: 1 });
    await until(() => bench.writer.state().isConnected);
  });

  it('returns from the database as it was collected', async () => {
    const records = fc.array(fc.oneof(quote, trade), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(records, async (sent) => {
        await rowsOf(url, 'TRUNCATE observer.swing_quotes, observer.scalp_ticks');
        for (const record of sent) bench.writer.append(record);
        await bench.writer.flush();
        const stored = [...(await storedQuotes(url)), ...(await storedTrades(url))];
        // To the table, records with the same key are the same trade.
        const first = new Map<string, unknown>();
        for (const record of sent) {
          if (!first.has(keyOf(record))) first.set(keyOf(record), JSON.parse(record.line));
        }
        expect(sorted(stored)).toEqual(sorted([...first.values()]));
      }),
      { numRuns: 50 },
    );
    expect(await bench.results()).not.toHaveProperty('refused');
  });
});

function keyOf({ track, at, symbol: of, value }: MarketRecord): string {
  const accumulated = 'timestamp' in value ? value.volume.accumulated : '';
  return JSON.stringify([track, at, of, accumulated]);
}

function sorted(values: readonly unknown[]): string[] {
  return values.map((value) => JSON.stringify(value, Object.keys(flat(value)).sort())).sort();
}

/** Every key at any depth, so that JSON does not depend on their order. */
function flat(value: unknown): Record<string, true> {
  const keys: Record<string, true> = {};
  JSON.stringify(value, (key, inner: unknown) => {
    keys[key] = true;
    return inner;
  });
  return keys;
}
