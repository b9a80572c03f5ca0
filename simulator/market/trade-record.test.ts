import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../random.ts';
import { tradesOf } from '../testing/websocket-client.ts';
import { BOOK_FIELDS, bookRecord } from './book-record.ts';
import { plainFrame } from './frame.ts';
import { Share } from './share.ts';
import { expectedRecord, type RecordContext, TRADE_FIELDS, tradeRecord } from './trade-record.ts';
import { universe } from './universe.ts';

const CONTEXT: RecordContext = { date: '20261123', time: '093000', marketState: '20', hourClass: '0' };

/** A share after some trades, and the records of the following trades. */
function traded(seed: number, before: number, count: number) {
  const random = new Random(seed);
  const listings = universe(60, random);
  const listing = listings[random.integer(0, 59)];
  if (listing === undefined) throw new Error('there is no such listing');
  const share = new Share(listing, random);
  for (let trade = 0; trade < before; trade += 1) share.trade(random, '090000');
  const records = Array.from({ length: count }, () => {
    share.trade(random, CONTEXT.time);
    return tradeRecord(share, CONTEXT);
  });
  return { share, records };
}

const seeds = fc.integer();
const counts = fc.integer({ min: 1, max: 40 });

describe('a frame of trades', () => {
  it('has 46 fields in each record, without separators, blanks or exponents', () => {
    fc.assert(
      fc.property(seeds, counts, (seed, count) => {
        const { records } = traded(seed, 5, count);
        const frame = plainFrame('H0STCNT0', count, records.join('^'));
        expect(frame).toMatch(/^0\|H0STCNT0\|\d{3}\|[^|]+$/);
        const trades = tradesOf(frame);
        expect(trades).toHaveLength(count);
        for (const { fields } of trades) {
          expect(fields).toHaveLength(TRADE_FIELDS);
          for (const field of fields) expect(field).toMatch(/^(-?\d+(\.\d\d)?|N|)$/);
        }
      }),
    );
  });

  it('adds each volume to the previous total', () => {
    fc.assert(
      fc.property(seeds, counts, (seed, count) => {
        const { records } = traded(seed, 0, count);
        let accumulated = 0;
        for (const { volume, accumulatedVolume } of records.flatMap((record) =>
          tradesOf(plainFrame('x', 1, record)),
        )) {
          accumulated += volume;
          expect(volume).toBeGreaterThan(0);
          expect(accumulatedVolume).toBe(accumulated);
        }
      }),
    );
  });

  it('has consistent prices and changes', () => {
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 300 }), (seed, before) => {
        const { share, records } = traded(seed, before, 1);
        const [record = ''] = records;
        const fields = record.split('^');
        const at = (index: number) => Number(fields[index]);
        expect([at(8) >= at(2), at(9) <= at(2), at(8) >= at(7), at(9) <= at(7)]).toEqual([
          true,
          true,
          true,
          true,
        ]);
        expect(at(4)).toBe(at(2) - share.basePrice);
        expect(at(5)).toBeCloseTo((at(4) / share.basePrice) * 100, 2);
        expect(fields[3]).toBe(at(4) > 0 ? '2' : at(4) < 0 ? '5' : '3');
        expect(at(10)).toBeGreaterThan(at(11));
        expect(fields[21] === '1' ? at(10) : at(11)).toBe(at(2));
        expect(at(15) + at(16)).toBe(before + 1);
        expect(at(17)).toBe(at(16) - at(15));
        expect(at(19) + at(20)).toBe(at(13));
        expect([at(26), at(29), at(32)]).toEqual([at(2) - at(7), at(2) - at(8), at(2) - at(9)]);
        expect([fields[1], fields[33], fields[34], fields[43]]).toEqual(['093000', '20261123', '20', '0']);
      }),
    );
  });
});

it('an expected auction price does not change the accumulated volume', () => {
  const { share } = traded(1, 10, 1);
  const fields = expectedRecord(share, 700, { ...CONTEXT, hourClass: 'B' }).split('^');
  expect(fields).toHaveLength(TRADE_FIELDS);
  expect([fields[12], fields[13], fields[43]]).toEqual(['700', String(share.accumulatedVolume), 'B']);
});

it('an order book record has 59 fields, with ordered prices on both sides', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const fields = bookRecord(traded(seed, 20, 1).share, CONTEXT).split('^');
      expect(fields).toHaveLength(BOOK_FIELDS);
      const asks = fields.slice(3, 13).map(Number);
      const bids = fields.slice(13, 23).map(Number);
      const rising = [...bids.toReversed(), ...asks];
      expect(rising).toEqual(rising.toSorted((one, other) => one - other));
      expect(new Set(rising).size).toBe(20);
      expect(Number(fields[43])).toBe(fields.slice(23, 33).reduce((sum, volume) => sum + Number(volume), 0));
    }),
  );
});
