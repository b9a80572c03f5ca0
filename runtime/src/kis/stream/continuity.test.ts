import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ContinuityCheck, type TradedVolume } from './continuity.ts';

const MONDAY = Date.parse('2026-11-23T09:00:00+09:00');
const DAY = 86_400_000;

/** Trades of one day, a second apart. */
function dayOf(volumes: readonly number[], begin = MONDAY, symbol = '005930'): TradedVolume[] {
  let accumulatedVolume = 0;
  return volumes.map((volume, index) => {
    accumulatedVolume += volume;
    return { symbol, at: begin + index * 1000, volume, accumulatedVolume };
  });
}

const kinds = (check: ContinuityCheck, trades: readonly TradedVolume[]) =>
  trades.map((trade) => check.check(trade).kind);

describe('the continuity check', () => {
  it('accepts consecutive trades', () => {
    expect(kinds(new ContinuityCheck(), dayOf([5, 7, 1]))).toEqual(['next', 'next', 'next']);
  });

  it('reports where trades are missing, and how many shares', () => {
    const check = new ContinuityCheck();
    const trades = dayOf([5, 7, 1, 9]);
    kinds(check, trades.slice(0, 1));
    const [, , , last] = trades;
    if (last === undefined) throw new Error('there are four');
    expect(check.check(last)).toEqual({
      kind: 'gap',
      cause: 'unexplained',
      gap: {
        symbol: '005930',
        volume: 8,
        from: { at: MONDAY, accumulatedVolume: 5 },
        to: { at: MONDAY + 3000, accumulatedVolume: 22 },
      },
    });
  });

  it('finds every share that is missing between two trades of a day, and nothing else', () => {
    const trade = fc.record({
      volume: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 1_000_000 })),
      isLost: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(trade, { maxLength: 30 }), { maxLength: 4 }), (days) => {
        const check = new ContinuityCheck();
        for (const [index, day] of days.entries()) {
          const first = day.findIndex(({ isLost }) => !isLost);
          const last = day.findLastIndex(({ isLost }) => !isLost);
          const lost = day.filter(
            ({ isLost }, place) => isLost && place > first && place < last && first >= 0,
          );
          const trades = dayOf(
            day.map(({ volume }) => volume),
            MONDAY + index * DAY,
          ).filter((_, place) => day[place]?.isLost === false);
          let found = 0;
          for (const one of trades) {
            const said = check.check(one);
            expect(said.kind).not.toBe('duplicate');
            if (said.kind === 'gap') found += said.gap.volume;
          }
          expect(found).toBe(lost.reduce((sum, { volume }) => sum + volume, 0));
        }
      }),
    );
  });

  it('recognises duplicates, even if an older one arrives late', () => {
    const check = new ContinuityCheck();
    const trades = dayOf([5, 7, 1]);
    kinds(check, trades);
    expect(kinds(check, trades)).toEqual(['duplicate', 'duplicate', 'duplicate']);
    expect(kinds(check, dayOf([99_999], MONDAY - DAY))).toEqual(['duplicate']);
  });

  it('starts again with each day, whatever was traded before the first trade that arrives', () => {
    const check = new ContinuityCheck();
    kinds(check, dayOf([5, 7]));
    expect(kinds(check, dayOf([1, 2, 3], MONDAY + DAY).slice(1))).toEqual(['next', 'next']);
  });

  it('keeps symbols apart', () => {
    const check = new ContinuityCheck();
    kinds(check, dayOf([100]));
    expect(kinds(check, dayOf([1, 2], MONDAY, '000660'))).toEqual(['next', 'next']);
  });

  it.each([
    ['the connection was lost', 'interruption', (check: ContinuityCheck) => check.interrupted()],
    ['nothing happened', 'unexplained', () => undefined],
  ] as const)('knows the cause of a gap if %s', (_, cause, happen) => {
    const check = new ContinuityCheck();
    const [first, , third] = dayOf([5, 7, 1]);
    if (first === undefined || third === undefined) throw new Error('there are three');
    check.check(first);
    happen(check);
    expect(check.check(third)).toMatchObject({ kind: 'gap', cause });
  });

  it('finds a gap across a restart if it knows the last trade before', () => {
    const check = new ContinuityCheck();
    check.seed({ symbol: '005930', at: MONDAY, accumulatedVolume: 5 });
    const [, , third] = dayOf([5, 7, 1]);
    if (third === undefined) throw new Error('there are three');
    expect(check.check(third)).toMatchObject({ kind: 'gap', cause: 'restart', gap: { volume: 7 } });
  });

  it('drops a trade that was written before a restart and arrives again', () => {
    const check = new ContinuityCheck();
    check.seed({ symbol: '005930', at: MONDAY, accumulatedVolume: 12 });
    expect(kinds(check, dayOf([5, 7, 1]))).toEqual(['duplicate', 'duplicate', 'next']);
  });

  it('keeps what it knows if it is seeded with something older', () => {
    const check = new ContinuityCheck();
    kinds(check, dayOf([5, 7]));
    check.seed({ symbol: '005930', at: MONDAY, accumulatedVolume: 5 });
    check.seed({ symbol: '005930', at: MONDAY - DAY, accumulatedVolume: 99 });
    expect(kinds(check, dayOf([5, 7, 1]).slice(2))).toEqual(['next']);
  });

  it('reports no gap for a symbol after it was forgotten', () => {
    const check = new ContinuityCheck();
    kinds(check, dayOf([5]));
    check.forget('005930');
    expect(kinds(check, dayOf([5, 7, 1]).slice(2))).toEqual(['next']);
  });
});
