import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { IN_SESSION } from '../testing/setup.ts';
import { recordOf, type TradeChanges } from '../testing/trades.ts';
import { Fields } from './fields.ts';
import { TradeReader } from './trade.ts';

function read(changes: TradeChanges = {}) {
  const fields = new Fields();
  fields.load(recordOf(changes));
  return new TradeReader().read(fields, 0, IN_SESSION + 7);
}

describe('a trade', () => {
  it('has the shape of the original collector, with the time of the exchange', () => {
    expect(read()).toMatchObject({
      track: 'b',
      symbol: '005930',
      at: Date.parse('2026-11-23T09:30:00+09:00'),
      value: {
        timestamp: '2026-11-23T09:30:00.007+09:00',
        symbol: '005930',
        execution_time: '2026-11-23T09:30:00+09:00',
        price: { current: 73_100, open: 73_000, high: 73_500, low: 72_800, change_rate: -0.41 },
        volume: { trade: 12, accumulated: 1_234_567, trade_value: 90_123_456_789 },
        bid_ask: { bid_price: 73_100, ask_price: 73_200 },
        source: 'websocket',
        session_id: 'track_b_session',
      },
    });
  });

  it('has the same line as JSON.stringify, whatever the numbers and however they are written', () => {
    const whole = fc.oneof(fc.nat(), fc.nat(999_999_999_999_999), fc.constant(0)).map(String);
    const written = fc.oneof(
      whole,
      whole.map((digits) => `00${digits}`.slice(-15)),
      fc.constant('-0'),
    );
    const rate = fc.oneof(
      fc.stringMatching(/^-?\d{1,4}\.\d{1,8}$/),
      fc.constantFrom('0', '-0.00', '0.0000001', '29.90'),
    );
    const symbol = fc.stringMatching(/^[0-9A-Z]{6}$/);
    const change: fc.Arbitrary<TradeChanges> = fc.record({
      symbol,
      price: written,
      open: written,
      high: written,
      low: written,
      bid: written,
      ask: written,
      volume: written,
      accumulatedVolume: written,
      accumulatedValue: written,
      changeRate: rate,
    });
    const [reader, fields] = [new TradeReader(), new Fields()];
    fc.assert(
      fc.property(change, fc.nat(), (changes, later) => {
        fields.load(recordOf(changes));
        const record = reader.read(fields, 0, IN_SESSION + later);
        if (!('line' in record)) throw new Error(`it is ${record.reason}`);
        expect(record.line).toBe(JSON.stringify(record.value));
        expect(JSON.parse(record.line)).toEqual(record.value);
      }),
      { numRuns: 500 },
    );
  });

  it.each(['A', 'B', 'C', 'D'])('with HOUR_CLS_CODE %s is the expected price of an auction', (hourClass) => {
    expect(read({ hourClass })).toEqual({ reason: 'expected_price' });
  });

  it.each([
    ['symbol', '00593"', 'MKSC_SHRN_ISCD'],
    ['symbol', '', 'MKSC_SHRN_ISCD'],
    ['time', '9300', 'STCK_CNTG_HOUR'],
    ['time', '246000', 'STCK_CNTG_HOUR'],
    ['time', '0930e0', 'STCK_CNTG_HOUR'],
    ['date', '20261340', 'STCK_CNTG_HOUR'],
    ['price', '', 'STCK_PRPR'],
    ['open', '7x', 'STCK_OPRC'],
    ['high', ' 1', 'STCK_HGPR'],
    ['low', '1e3', 'STCK_LWPR'],
    ['ask', '-', 'ASKP1'],
    ['bid', '+1', 'BIDP1'],
    ['volume', '1.5', 'CNTG_VOL'],
    ['volume', '-1', 'CNTG_VOL'],
    ['price', '-73100', 'STCK_PRPR'],
    ['accumulatedVolume', 'NaN', 'ACML_VOL'],
    ['accumulatedValue', '1234567890123456', 'ACML_TR_PBMN'],
    ['changeRate', '0,41', 'PRDY_CTRT'],
  ] as const)('whose %s is "%s" is malformed: %s is invalid', (field, value, name) => {
    expect(read({ [field]: value })).toEqual({ reason: 'malformed', field: name });
  });

  it('is parsed among others as on its own', () => {
    const [reader, fields] = [new TradeReader(), new Fields()];
    const records = [
      recordOf({ price: '1' }),
      recordOf({ symbol: '000660', price: '2' }),
      recordOf({ price: '3' }),
    ];
    expect(fields.load(records.join('^'))).toBe(138);
    expect([0, 46, 92].map((first) => reader.read(fields, first, IN_SESSION))).toMatchObject([
      { symbol: '005930', value: { price: { current: 1 } } },
      { symbol: '000660', value: { price: { current: 2 } } },
      { symbol: '005930', value: { price: { current: 3 } } },
    ]);
  });
});
