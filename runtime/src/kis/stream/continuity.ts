import { koreanDayNumber } from 'krx-calendar';
/** What a trade tells about those before it. */
export type Continuity =
  /** It follows the one before, or it is the first of its day. */
  | { readonly kind: 'next' }
  /** It was there before: ACML_VOL has not increased. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'gap'; readonly gap: VolumeGap; readonly cause: GapCause };

/** Where trades are missing. */
export interface VolumeGap {
  readonly symbol: string;
  /** Shares that were traded in between. */
  readonly volume: number;
  readonly from: GapEdge;
  readonly to: GapEdge;
}

/** The trade before a gap, and the one behind it. */
export interface GapEdge {
  /** When it was traded. Milliseconds since 1970. */
  readonly at: number;
  readonly accumulatedVolume: number;
}

export type GapCause =
  /** The connection was lost in between. */
  | 'interruption'
  /** The trade before is one of a former process. */
  | 'restart'
  /** The connection seemed to work all the time. */
  | 'unexplained';

interface Last extends GapEdge {
  readonly day: number;
  /** Which connection it came over; undefined where it was told by `seed`. */
  readonly connection: number | undefined;
}

/** A trade as far as it matters here. */
export interface TradedVolume {
  readonly symbol: string;
  /** When it was traded. Milliseconds since 1970. */
  readonly at: number;
  /** CNTG_VOL. */
  readonly volume: number;
  /** ACML_VOL. */
  readonly accumulatedVolume: number;
}

const NEXT: Continuity = { kind: 'next' };
const DUPLICATE: Continuity = { kind: 'duplicate' };

/**
 * Finds trades that did not arrive. The feed has no sequence numbers, but each trade says how many shares were traded
 * since the opening, itself included: that, less its own, is what the trade before must have said.
 */
export class ContinuityCheck {
  readonly #last = new Map<string, Last>();
  #connection = 0;

  /** The connection was lost: a gap up to the next trade of each symbol has an explanation. */
  interrupted(): void {
    this.#connection += 1;
  }

  /** Tells the last trade of a former process, so that a gap across the restart is found. Later knowledge stays. */
  seed({ symbol, at, accumulatedVolume }: Omit<TradedVolume, 'volume'>): void {
    // ACML_VOL begins anew with each.
    const day = koreanDayNumber(at);
    const known = this.#last.get(symbol);
    if (known !== undefined && isOlder(day, accumulatedVolume, known)) return;
    this.#last.set(symbol, { day, at, accumulatedVolume, connection: undefined });
  }

  /** Nobody listens to the symbol any more: what is traded from now on is not missing. */
  forget(symbol: string): void {
    this.#last.delete(symbol);
  }

  check({ symbol, at, volume, accumulatedVolume }: TradedVolume): Continuity {
    const day = koreanDayNumber(at);
    const last = this.#last.get(symbol);
    if (last !== undefined && isOlder(day, accumulatedVolume, last)) return DUPLICATE;
    this.#last.set(symbol, { day, at, accumulatedVolume, connection: this.#connection });
    // What was traded before the first trade of a day is not known to be missing: nobody may have listened yet.
    if (last === undefined || last.day !== day) return NEXT;
    const missing = accumulatedVolume - volume - last.accumulatedVolume;
    if (missing <= 0) return NEXT;
    const from = { at: last.at, accumulatedVolume: last.accumulatedVolume };
    const gap = { symbol, volume: missing, from, to: { at, accumulatedVolume } };
    return { kind: 'gap', gap, cause: this.#causeSince(last) };
  }

  #causeSince({ connection }: Last): GapCause {
    if (connection === undefined) return 'restart';
    return connection === this.#connection ? 'unexplained' : 'interruption';
  }
}

/** Whether a trade is not later than the last one that is known. */
function isOlder(day: number, accumulatedVolume: number, last: Last): boolean {
  return day < last.day || (day === last.day && accumulatedVolume <= last.accumulatedVolume);
}
