import type { Share } from './share.ts';

/** What happened to the trades of one symbol. */
export type TradeTally = ReturnType<typeof emptyTally>;

function emptyTally() {
  return {
    /** Trades that were sent to a session. */
    sent: 0,
    sentVolume: 0,
    /** Trades that happened while no working connection was subscribed. */
    notSent: 0,
    notSentVolume: 0,
    /**
     * Gaps between trades that were sent on one day, and their volume: exactly what a client can detect by
     * ACML_VOL. Trades before the first and after the last one that was sent are not included.
     */
    gaps: 0,
    gapVolume: 0,
    /** ACML_VOL of the last trade that was sent. */
    lastSentAccumulatedVolume: 0,
    /** Checksum of the trades that were sent, in order. See `rollChecksum`. */
    checksum: 0,
  };
}

/**
 * Adds a trade to a symbol's checksum. A client that records trades can compute the same. A missing,
 * duplicated or moved trade changes it.
 */
export function rollChecksum(
  checksum: number,
  price: number,
  tradeVolume: number,
  accumulatedVolume: number,
): number {
  return (
    (Math.imul(checksum, 31) + price + Math.imul(tradeVolume, 7) + (accumulatedVolume % 0x7fff_ffff)) | 0
  );
}

/** Every trade of the market, by symbol and by whether it was sent. */
export class TradeLedger {
  readonly #tallies = new Map<string, TradeTally>();
  readonly #pending = new Map<string, { day: string; volume: number }>();
  sent = 0;
  notSent = 0;

  get tallies(): ReadonlyMap<string, Readonly<TradeTally>> {
    return this.#tallies;
  }

  enter(share: Share, day: string, isSent: boolean): void {
    const tally = this.#tallyOf(share.code);
    if (!isSent) {
      this.notSent += 1;
      tally.notSent += 1;
      tally.notSentVolume += share.tradeVolume;
      const pending = this.#pending.get(share.code);
      if (pending !== undefined) pending.volume += share.tradeVolume;
      return;
    }
    this.sent += 1;
    tally.sent += 1;
    tally.sentVolume += share.tradeVolume;
    this.#closeGap(share.code, day, tally);
    tally.lastSentAccumulatedVolume = share.accumulatedVolume;
    tally.checksum = rollChecksum(tally.checksum, share.price, share.tradeVolume, share.accumulatedVolume);
  }

  #closeGap(code: string, day: string, tally: TradeTally): void {
    const pending = this.#pending.get(code);
    if (pending === undefined) {
      this.#pending.set(code, { day, volume: 0 });
      return;
    }
    if (pending.volume > 0 && pending.day === day) {
      tally.gaps += 1;
      tally.gapVolume += pending.volume;
    }
    pending.day = day;
    pending.volume = 0;
  }

  #tallyOf(code: string): TradeTally {
    const known = this.#tallies.get(code);
    if (known !== undefined) return known;
    const tally = emptyTally();
    this.#tallies.set(code, tally);
    return tally;
  }
}
