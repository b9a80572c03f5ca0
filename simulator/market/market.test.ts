import fc from 'fast-check';
import { tradingCalendar } from 'krx-calendar';
import { describe, expect, it } from 'vitest';
import { type ReceivedTrade, tradesOf } from '../testing/websocket-client.ts';
import { Market, type MarketOptions } from './market.ts';

/** Days of forty minutes have everything that a long one has, and take less of the test. */
const calendar = tradingCalendar({
  specialDays: ['2026-11-23', '2026-11-24'].map((date) => ({
    ...{ date, opens: '09:00', closes: '09:40', reason: 'a short day' },
  })),
});
const instant = (text: string) => Date.parse(`${text}+09:00`);

interface Recording {
  readonly market: Market;
  readonly trades: ReceivedTrade[];
  readonly frames: string[];
}

/** A market that records all its trades. */
function recorded(startsAt: string, options: MarketOptions = {}, seed = 1): Recording {
  const trades: ReceivedTrade[] = [];
  const frames: string[] = [];
  const sink = {
    wants: (transactionId: string) => transactionId === 'H0STCNT0',
    send: (_: string, __: string, frame: string) => {
      frames.push(frame);
      trades.push(...tradesOf(frame));
    },
  };
  return { market: new Market(seed, instant(startsAt), calendar, sink, options), trades, frames };
}

function groupedBy(
  trades: readonly ReceivedTrade[],
  keyOf: (trade: ReceivedTrade) => string,
): Map<string, ReceivedTrade[]> {
  const groups = new Map<string, ReceivedTrade[]>();
  for (const trade of trades) {
    const key = keyOf(trade);
    const group = groups.get(key) ?? [];
    group.push(trade);
    groups.set(key, group);
  }
  return groups;
}

const isTraded = ({ hourClass }: ReceivedTrade) => hourClass === '0';

describe('the market', () => {
  it('is the same for the same seed, in steps of any size, and different for another seed', () => {
    const end = instant('2026-11-23T09:01:00');
    const reference = recorded('2026-11-23T08:59:00', { tradesPerSecond: 50 });
    reference.market.advanceTo(end);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 30 }), (strides) => {
        const { market, frames } = recorded('2026-11-23T08:59:00', { tradesPerSecond: 50 });
        let at = instant('2026-11-23T08:59:00');
        for (const stride of strides) {
          at = Math.min(end, at + stride);
          market.advanceTo(at);
        }
        market.advanceTo(end);
        expect(frames).toEqual(reference.frames);
      }),
      { numRuns: 10 },
    );
    const other = recorded('2026-11-23T08:59:00', { tradesPerSecond: 50 }, 2);
    other.market.advanceTo(end);
    expect(other.frames).not.toEqual(reference.frames);
  });

  it('is the same whether anybody listens or not', () => {
    const listened = recorded('2026-11-23T08:50:00');
    const alone = new Market(
      1,
      instant('2026-11-23T08:50:00'),
      calendar,
      { wants: () => false, send: () => undefined },
      {},
    );
    for (const market of [listened.market, alone]) market.advanceTo(instant('2026-11-23T09:10:00'));
    const prices = (market: Market) =>
      market.shares.map(({ price, accumulatedVolume }) => [price, accumulatedVolume]);
    expect(prices(alone)).toEqual(prices(listened.market));
    expect(alone.ledger.notSent).toBe(listened.market.ledger.sent);
  });

  it('adds up every volume of a day, and starts the next day with the last price and no volume', () => {
    const { market, trades } = recorded('2026-11-23T00:00:00', { symbols: 5, tradesPerSecond: 2 });
    market.advanceTo(instant('2026-11-25T00:00:00'));
    const days = groupedBy(trades.filter(isTraded), ({ code, fields }) => `${code} ${fields[33]}`);
    expect(days.size).toBe(10);
    for (const [day, ofDay] of days) {
      let accumulated = 0;
      for (const { volume, accumulatedVolume } of ofDay) {
        accumulated += volume;
        expect(accumulatedVolume, day).toBe(accumulated);
      }
    }
    const close = days.get('005930 20261123')?.at(-1)?.price;
    const [first] = days.get('005930 20261124') ?? [];
    expect(first?.price).toBe((close ?? 0) + Number(first?.fields[4]));
  });

  it('opens every share with one trade at nine and closes it with one after the close', () => {
    const { market, trades } = recorded('2026-11-23T08:00:00', { symbols: 30, tradesPerSecond: 1 });
    market.advanceTo(instant('2026-11-23T20:00:00'));
    const times = groupedBy(trades.filter(isTraded), ({ code }) => code);
    expect(times.size).toBe(30);
    for (const [code, ofShare] of times) {
      const [opening, close] = [ofShare.at(0), ofShare.at(-1)];
      expect(opening?.fields.slice(0, 2)).toEqual([code, '090000']);
      expect([opening?.fields[21], opening?.fields[34]]).toEqual(['3', '20']);
      expect(close?.fields[1]).toMatch(/^0940[0-2]\d$/);
      expect(close?.fields[34]).toBe('21');
      expect(close?.price).toBe(market.share(code)?.price);
      // There are no trades between the end of continuous trading and the close.
      expect(ofShare.at(-2)?.fields[1]?.localeCompare('093000')).toBe(-1);
    }
  });

  it('sends expected auction prices, marked as such, unless they are disabled', () => {
    const { market, trades, frames } = recorded('2026-11-23T08:00:00', { tradesPerSecond: 3 });
    market.advanceTo(instant('2026-11-23T20:00:00'));
    const expected = trades.filter((trade) => !isTraded(trade));
    const marks = new Set(expected.map(({ hourClass, fields }) => `${hourClass}${fields[34]}`));
    expect(marks).toEqual(new Set(['B10', 'A21']));
    expect(expected.length).toBe(market.expectedPricesSent);
    expect(expected.length).toBeGreaterThan(100);
    expect(trades.length).toBe(market.ledger.sent + market.expectedPricesSent);

    const quiet = recorded('2026-11-23T08:00:00', { tradesPerSecond: 3, hasExpectedPrices: false });
    quiet.market.advanceTo(instant('2026-11-23T20:00:00'));
    const tradedFrames = frames.filter((frame) => tradesOf(frame).every(isTraded));
    expect(quiet.frames.join('\n') === tradedFrames.join('\n')).toBe(true);
  });

  it('trades about as often as configured, more often at both ends, with bursts and frames of many records', () => {
    const { market, trades, frames } = recorded('2026-11-23T08:59:59', {
      tradesPerSecond: 10,
      hasExpectedPrices: false,
    });
    market.advanceTo(instant('2026-11-23T09:30:00'));
    const perMinute = groupedBy(trades.slice(40), ({ fields }) => fields[1]?.slice(0, 4) ?? '');
    const mean = trades.length / (30 * 60);
    expect(mean).toBeGreaterThan(9);
    expect(mean).toBeLessThan(11);
    const of = (minute: string) => perMinute.get(minute)?.length ?? 0;
    expect(of('0900') + of('0901') + of('0902')).toBeGreaterThan(of('0914') + of('0915') + of('0916'));
    const counts = new Set(frames.map((frame) => frame.split('|')[2]));
    expect(counts.size).toBeGreaterThan(10);
    expect(counts).toContain('001');
  });

  it('keeps exactly to its rate if it is steady', () => {
    const { market } = recorded('2026-11-23T09:10:00', { tradesPerSecond: 1000, isSteady: true });
    market.advanceTo(instant('2026-11-23T09:10:10'));
    expect(Math.abs(market.ledger.sent - 10_000)).toBeLessThan(20);
  });

  it('makes 20,000 trades and their frames in a small part of a second', () => {
    let bytes = 0;
    const sink = {
      wants: (transactionId: string) => transactionId === 'H0STCNT0',
      send: (_: string, __: string, frame: string) => {
        bytes += frame.length;
      },
    };
    const options = { tradesPerSecond: 20_000, isSteady: true };
    const market = new Market(1, instant('2026-11-23T09:10:00'), calendar, sink, options);
    market.advanceTo(instant('2026-11-23T09:10:01'));
    const before = performance.now();
    market.advanceTo(instant('2026-11-23T09:10:03'));
    // A tenth of a second each on the author's machine; other tests run in parallel.
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(bytes).toBeGreaterThan(60_000 * 200);
  });

  it('skips nights, weekends and holidays at once', () => {
    const { market } = recorded('2026-12-30T16:00:00', { tradesPerSecond: 1000 });
    const before = performance.now();
    expect(market.advanceTo(instant('2027-01-04T09:00:00'))).toBe(true);
    expect(performance.now() - before).toBeLessThan(10_000);
    expect(market.ledger.sent).toBe(0);
  });

  it('can have fields after the known ones', () => {
    const { market, trades } = recorded('2026-11-23T09:10:00', { trailingFields: 2 });
    market.advanceTo(instant('2026-11-23T09:11:00'));
    expect(new Set(trades.map(({ fields }) => fields.length))).toEqual(new Set([48]));
  });

  it.each([0, 2_501, 1.5])('rejects %d symbols', (symbols) => {
    expect(() => recorded('2026-11-23T09:10:00', { symbols })).toThrow(RangeError);
  });

  it('has up to 2,500 symbols, all different and all traded', () => {
    const { market } = recorded('2026-11-23T09:00:00', { symbols: 2_500, tradesPerSecond: 5_000 });
    expect(new Set(market.shares.map(({ code }) => code)).size).toBe(2_500);
    expect(market.shares.filter(({ code }) => !/^\d{6}$/.test(code))).toEqual([]);
    market.advanceTo(instant('2026-11-23T09:00:10'));
    expect(market.ledger.tallies.size).toBeGreaterThan(2_450);
  });
});
