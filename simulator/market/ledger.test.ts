import { expect, it } from 'vitest';
import { Random } from '../random.ts';
import { rollChecksum, TradeLedger } from './ledger.ts';
import { Share } from './share.ts';
import { universe } from './universe.ts';

function shareForTest(): Share {
  const [listing] = universe(1, new Random(1));
  if (listing === undefined) throw new Error('there is no listing');
  return new Share(listing, new Random(1));
}

/** Enters trades of one share: `+` sent, `-` not sent, `|` a new day. */
function entered(script: string) {
  const ledger = new TradeLedger();
  const share = shareForTest();
  const random = new Random(5);
  let day = 1;
  let expectedGap = 0;
  let pending = 0;
  let isAfterSent = false;
  for (const sign of script) {
    if (sign === '|') {
      day += 1;
      share.beginDay();
      isAfterSent = false;
      pending = 0;
      continue;
    }
    share.trade(random, '100000');
    ledger.enter(share, `2026112${day}`, sign === '+');
    if (sign === '-') {
      pending += share.tradeVolume;
      continue;
    }
    if (isAfterSent) expectedGap += pending;
    isAfterSent = true;
    pending = 0;
  }
  return { tally: ledger.tallies.get(share.code), expectedGap };
}

it.each([
  ['+++', 3, 0, 0],
  ['+--+', 2, 2, 1],
  ['+--+-+', 3, 3, 2],
  ['--+', 1, 2, 0],
  ['+--', 1, 2, 0],
  ['+-|-+', 2, 2, 0],
  ['+-|+-+', 3, 2, 1],
])(
  'reports for the trades %s what was sent, what was not, and what a client can detect',
  (script, sent, notSent, gaps) => {
    const { tally, expectedGap } = entered(script);
    expect(tally).toMatchObject({ sent, notSent, gaps, gapVolume: expectedGap });
  },
);

it('the checksum changes if a trade is missing, duplicated or moved', () => {
  const trades = [
    [100, 5, 5],
    [101, 2, 7],
    [100, 9, 16],
  ] as const;
  const checksum = (order: readonly number[]) =>
    order.reduce((sum, index) => {
      const [price, volume, accumulated] = trades[index] ?? [0, 0, 0];
      return rollChecksum(sum, price, volume, accumulated);
    }, 0);
  const sums = [
    [0, 1, 2],
    [0, 2],
    [0, 1, 1, 2],
    [1, 0, 2],
  ].map(checksum);
  expect(new Set(sums).size).toBe(4);
});
