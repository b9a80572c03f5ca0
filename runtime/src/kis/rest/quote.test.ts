import { describe, expect, it } from 'vitest';
import { bench, IN_SESSION } from '../testing/setup.ts';
import { type PriceAnswer, quoteRecord } from './quote.ts';

const OUTPUT = {
  stck_shrn_iscd: '005930',
  stck_prpr: '73100',
  stck_sdpr: '73400',
  stck_oprc: '73000',
  stck_hgpr: '73500',
  stck_lwpr: '72800',
  prdy_ctrt: '-0.41',
  acml_vol: '1234567',
  acml_tr_pbmn: '90123456789',
};

const ANSWER: PriceAnswer = {
  symbol: '005930',
  receivedAt: IN_SESSION,
  price: 73_100,
  basePrice: 73_400,
  open: 73_000,
  high: 73_500,
  low: 72_800,
  changeRate: -0.41,
  volume: 1_234_567,
  value: 90_123_456_789,
};

/** A client that gets this answer from KIS. */
async function answeredWith(answer: unknown) {
  const { client, simulator, results } = await bench();
  simulator.start({ kind: 'fixed-answer', path: '/uapi/', status: 200, body: JSON.stringify(answer) });
  return { client: client(), results };
}

describe('a price', () => {
  it('is parsed from strings', async () => {
    const { client } = await answeredWith({ rt_cd: '0', output: OUTPUT });
    expect(await client.inquirePrice('005930')).toEqual(ANSWER);
  });

  it("is the simulated market's price, with the best bid and ask", async () => {
    const { client, simulator } = await bench({ market: { tradesPerSecond: 100 } });
    simulator.clock.advance(60_000);
    await simulator.settled();
    const own = client();
    const price = await own.inquirePrice('005930');
    const book = await own.inquireAskingPrice('005930');
    expect(price).toMatchObject({ volume: simulator.trades.get('005930')?.notSentVolume });
    expect(price.low).toBeLessThanOrEqual(price.price);
    expect([book.bid, book.ask]).toContain(price.price);
    expect(book.bid).toBeLessThan(book.ask);
  });

  it('of an unknown share is an error, although the request succeeds', async () => {
    const { client, results } = await bench();
    await expect(client().inquirePrice('999999')).rejects.toMatchObject({
      code: 'kis/unknown-symbol',
      errorClass: 'fatal',
    });
    expect(await results()).toEqual({ success: 1 });
  });

  it('of another share than the requested one is rejected', async () => {
    const { client } = await answeredWith({ rt_cd: '0', output: { ...OUTPUT, stck_shrn_iscd: '000660' } });
    await expect(client.inquirePrice('005930')).rejects.toMatchObject({ code: 'kis/bad-answer' });
  });

  it('of a share that has not traded today has zeros, and is not unknown', async () => {
    const untraded = {
      ...OUTPUT,
      stck_oprc: '0',
      stck_hgpr: '0',
      stck_lwpr: '0',
      acml_vol: '0',
      acml_tr_pbmn: '0',
    };
    const { client } = await answeredWith({ rt_cd: '0', output: untraded });
    expect(await client.inquirePrice('005930')).toMatchObject({ price: 73_100, open: 0, volume: 0 });
  });

  it.each([
    ['stck_prpr', ''],
    ['stck_prpr', '73,100'],
    ['stck_oprc', ' 73000'],
    ['stck_hgpr', '7.35e4'],
    ['stck_lwpr', '-72800'],
    ['stck_lwpr', 72_800],
    ['acml_vol', '1234567.0'],
    ['acml_tr_pbmn', '12345678901234567890'],
    ['prdy_ctrt', 'NaN'],
    ['prdy_ctrt', '-'],
    ['stck_sdpr', undefined],
  ])('whose %s is %o is an error of that field, and not retried', async (field, value) => {
    const { client, results } = await answeredWith({ rt_cd: '0', output: { ...OUTPUT, [field]: value } });
    await expect(client.inquirePrice('005930')).rejects.toMatchObject({ code: 'kis/bad-field', field });
    expect(await results()).toEqual({ failed: 1 });
  });

  it('without its object is an error', async () => {
    const { client } = await answeredWith({ rt_cd: '0', output: [] });
    await expect(client.inquirePrice('005930')).rejects.toMatchObject({
      code: 'kis/bad-field',
      field: 'output',
    });
  });
});

describe('a quote record', () => {
  it('has the shape of the original collector, and its line', () => {
    const record = quoteRecord('005930', ANSWER, IN_SESSION + 7);
    expect(record).toMatchObject({ track: 'a', symbol: '005930', at: IN_SESSION + 7 });
    expect(record.value).toEqual({
      ts: '2026-11-23T09:30:00.007+09:00',
      session: 'track_a_session',
      dataset: 'track_a_swing',
      market: 'kr_stocks',
      symbol: '005930',
      price: { open: 73_000, high: 73_500, low: 72_800, close: 73_100 },
      volume: 1_234_567,
      bid_price: null,
      ask_price: null,
      source: 'kis',
    });
    expect(JSON.parse(record.line)).toEqual(record.value);
  });

  it('has bid and ask if the order book was requested', () => {
    const book = { symbol: '005930', receivedAt: 0, bid: 73_100, ask: 73_200, bidVolume: 1, askVolume: 2 };
    expect(quoteRecord('005930', ANSWER, 0, book).value).toMatchObject({
      bid_price: 73_100,
      ask_price: 73_200,
    });
  });
});

describe('a holiday', () => {
  it.each([
    ['2026-12-24', true],
    ['2026-12-25', false],
    ['2026-12-31', false],
  ])('is reported for %s: the exchange opens is %s', async (date, isOpen) => {
    const { client } = await bench();
    const answer = await client().checkHoliday(date);
    expect(answer).toMatchObject({ date, isOpen });
    expect(answer.days.length).toBeGreaterThan(1);
    expect(answer.days[0]).toEqual({ date, isOpen });
  });

  it('is not requested for a paper account', async () => {
    const { client, results, simulator } = await bench({ environment: 'paper' });
    await expect(client().checkHoliday('2026-12-25')).rejects.toMatchObject({ code: 'kis/not-on-paper' });
    expect(await results()).toEqual({});
    expect(simulator.journal.rest.requests).toBe(0);
  });

  it.each([
    ['output', { output: 'x' }],
    ['bass_dt', { output: [{ bass_dt: '2026', opnd_yn: 'Y' }] }],
    ['opnd_yn', { output: [{ bass_dt: '20261225', opnd_yn: '' }] }],
    ['output', { output: [{ bass_dt: '20261226', opnd_yn: 'N' }] }],
  ])('whose %s is invalid is an error of that field', async (field, answer) => {
    const { client } = await answeredWith({ rt_cd: '0', ...answer });
    await expect(client.checkHoliday('2026-12-25')).rejects.toMatchObject({ code: 'kis/bad-field', field });
  });
});
