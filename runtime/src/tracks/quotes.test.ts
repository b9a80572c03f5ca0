import { MarketHours, tradingCalendar } from 'krx-calendar';
import { describe, expect, it } from 'vitest';
import { type AskingPriceAnswer, KisError, type PriceAnswer } from '../kis/index.ts';
import type { MarketRecord } from '../record.ts';
import { silentLog } from '../telemetry/log.ts';
import { TestClock } from '../testing/clock.ts';
import { Quotes, type QuotesOptions } from './quotes.ts';
import { Recorder } from './recorder.ts';

const MINUTE = 60_000;
const hours = new MarketHours(tradingCalendar());
const at = (text: string) => Date.parse(`2026-11-26T${text}+09:00`);

interface Collected {
  readonly quotes: Quotes;
  readonly records: readonly MarketRecord[];
  /** The times of day in Korea at which rounds began, when the first share was requested. */
  readonly rounds: readonly string[];
}

/** Collects from one instant to another. */
async function collect(
  from: string,
  until: string,
  options: Partial<QuotesOptions> & { readonly seconds?: number } = {},
): Promise<Collected> {
  const clock = new TestClock(at(from), 0);
  const records: MarketRecord[] = [];
  const rounds: string[] = [];
  const files = {
    append: (record: MarketRecord) => records.push(record) > 0,
    whenWritable: () => Promise.resolve(),
  };
  const stop = new AbortController();
  const quotes = new Quotes({
    universe: ['005930', '000660'],
    interval: 5 * MINUTE,
    withOrderBook: false,
    recorder: new Recorder(files, [], silentLog),
    hours,
    clock,
    log: silentLog,
    ...options,
    client: {
      inquirePrice: async (symbol, signal) => {
        if (clock.now() >= at(until)) stop.abort();
        else if (symbol === '005930')
          rounds.push(new Date(clock.now() + 9 * 60 * MINUTE).toISOString().slice(11, 16));
        await clock.sleep((options.seconds ?? 0) * 1000);
        return options.client?.inquirePrice(symbol, signal) ?? price(symbol, clock.now());
      },
      inquireAskingPrice: async (symbol, signal) =>
        options.client?.inquireAskingPrice(symbol, signal) ?? book(symbol, clock.now()),
    },
  });
  const watch = (async () => {
    while (clock.now() < at(until)) await clock.sleep(10_000);
    stop.abort();
  })();
  await Promise.all([quotes.run(stop.signal), watch]);
  return { quotes, records, rounds };
}

function price(symbol: string, receivedAt: number): PriceAnswer {
  const value = { price: 70_000, open: 69_000, high: 71_000, low: 68_000, basePrice: 69_500 };
  return { symbol, receivedAt, ...value, changeRate: 0.72, volume: 1_000, value: 70_000_000 };
}

function book(symbol: string, receivedAt: number): AskingPriceAnswer {
  return { symbol, receivedAt, bid: 69_900, ask: 70_000, bidVolume: 10, askVolume: 20 };
}

describe('track A', () => {
  it('starts a round at the opening and after every interval', async () => {
    const { rounds, records } = await collect('08:50', '09:16');
    expect(rounds).toEqual(['09:00', '09:05', '09:10', '09:15']);
    expect(records.length).toBeGreaterThanOrEqual(6);
    expect(records[0]).toMatchObject({
      track: 'a',
      symbol: '005930',
      value: { price: { close: 70_000 }, bid_price: null },
    });
  });

  it('starts at once during a session, and keeps to the schedule afterwards', async () => {
    const { rounds } = await collect('10:02', '10:11');
    expect(rounds).toEqual(['10:02', '10:05', '10:10']);
  });

  it('collects the official close once, a minute after the close, and then stops', async () => {
    const { rounds, quotes } = await collect('15:18', '16:30');
    expect(rounds).toEqual(['15:18', '15:20', '15:25', '15:31']);
    expect(quotes.state().isCollecting).toBe(false);
  });

  it('collects the whole official close, even if a round takes nearly as long as the interval', async () => {
    const universe = Array.from({ length: 80 }, (_, index) => String(index).padStart(6, '0'));
    const { records } = await collect('15:27', '16:00', { universe, seconds: 27 });
    const official = records.filter(({ at: time }) => time > at('15:31'));
    expect(new Set(official.map(({ symbol }) => symbol)).size).toBe(80);
  });

  it('starts the next round at once if one took longer than the interval', async () => {
    const { rounds } = await collect('09:00', '09:25', { universe: ['005930'], seconds: 400 });
    expect(rounds).toEqual(['09:00', '09:06', '09:13', '09:20']);
  });

  it('has bid and ask if the order book is requested as well', async () => {
    const { records } = await collect('09:00', '09:02', { withOrderBook: true });
    expect(records[0]?.value).toMatchObject({ bid_price: 69_900, ask_price: 70_000 });
  });

  it('continues if one share fails, and requests an unknown one once a day', async () => {
    const asked: string[] = [];
    const unknown = new KisError('kis/unknown-symbol', 'no such share', { errorClass: 'fatal' });
    const { records, quotes } = await collect('09:00', '09:11', {
      universe: ['999999', '005930'],
      client: {
        inquirePrice: async (symbol) => {
          asked.push(symbol);
          if (symbol === '999999') throw unknown;
          return price(symbol, at('09:00'));
        },
        inquireAskingPrice: async (symbol) => book(symbol, 0),
      },
    });
    expect(asked.filter((symbol) => symbol === '999999')).toHaveLength(1);
    expect(quotes.state().unknown).toEqual(['999999']);
    expect(records.every(({ symbol }) => symbol === '005930')).toBe(true);
    expect(records.length).toBeGreaterThanOrEqual(2);
  });

  it('ends when it is stopped, even if the files accept nothing', async () => {
    const files = { append: () => false, whenWritable: () => new Promise<void>(() => undefined) };
    const { quotes } = await collect('10:00', '10:01', {
      recorder: new Recorder(files, [], silentLog),
    });
    expect(quotes.state().isCollecting).toBe(false);
  });

  it('keeps its schedule when the clock is set back or forward', async () => {
    for (const jump of [-120 * MINUTE, 120 * MINUTE]) {
      const clock = new TestClock(at('10:00'), 0);
      const stop = new AbortController();
      let asked = 0;
      const quotes = new Quotes({
        universe: ['005930'],
        interval: 5 * MINUTE,
        withOrderBook: false,
        recorder: new Recorder({ append: () => true, whenWritable: () => Promise.resolve() }, [], silentLog),
        hours,
        clock,
        log: silentLog,
        client: {
          inquirePrice: async (symbol) => {
            asked += 1;
            if (asked === 2) clock.jump(jump);
            if (asked === 6) stop.abort();
            return price(symbol, clock.now());
          },
          inquireAskingPrice: async (symbol) => book(symbol, 0),
        },
      });
      await quotes.run(stop.signal);
      expect(asked).toBe(6);
    }
  });
});
