import { koreanDayNumber } from 'krx-calendar';
/** How a trade relates to those before it. */
export type Continuity =
  /** It follows the previous one, or is the first of its day. */
  | { readonly kind: 'next' }
  /** It arrived before: ACML_VOL has not increased. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'gap'; readonly gap: VolumeGap; readonly cause: GapCause };

/** A place where trades are missing. */
export interface VolumeGap {
  readonly symbol: string;
  /** Volume in between, in shares. */
  readonly volume: number;
  readonly from: GapEdge;
  readonly to: GapEdge;
}

/** The trade before a gap, or the one after it. */
export interface GapEdge {
  /** When it was traded, in milliseconds since 1970. */
  readonly at: number;
  readonly accumulatedVolume: number;
}

export type GapCause =
  /** The connection was lost in between. */
  | 'interruption'
  /** The previous trade is from an earlier process. */
  | 'restart'
  /** The connection seemed to work all the time. */
  | 'unexplained';

interface Last extends GapEdge {
  readonly day: number;
  /** The connection over which it arrived; undefined if it came from `seed`. */
  readonly connection: number | undefined;
}

/** The fields of a trade that matter here. */
export interface TradedVolume {
  readonly symbol: string;
  /** When it was traded, in milliseconds since 1970. */
  readonly at: number;
  /** CNTG_VOL. */
  readonly volume: number;
  /** ACML_VOL. */
  readonly accumulatedVolume: number;
}

const NEXT: Continuity = { kind: 'next' };
const DUPLICATE: Continuity = { kind: 'duplicate' };

/**
 * Detects trades that did not arrive. The feed has no sequence numbers, but each trade states the volume
 * since the opening, including itself. That minus its own volume must equal what the previous trade stated.
 */
export class ContinuityCheck {
  readonly #last = new Map<string, Last>();
  #connection = 0;

  /** Reports that the connection was lost, which explains a gap up to the next trade of each symbol. */
  interrupted(): void {
    this.#connection += 1;
  }

  /**
   * Sets the last trade of an earlier process, so that a gap across the restart is detected. Later knowledge
   * is kept.
   */
  seed({ symbol, at, accumulatedVolume }: Omit<TradedVolume, 'volume'>): void {
    // ACML_VOL starts from zero each day.
    const day = koreanDayNumber(at);
    const known = this.#last.get(symbol);
    if (known !== undefined && isOlder(day, accumulatedVolume, known)) return;
    this.#last.set(symbol, { day, at, accumulatedVolume, connection: undefined });
  }

  /** Forgets a symbol that is no longer subscribed: its trades from now on are not missing. */
  forget(symbol: string): void {
    this.#last.delete(symbol);
  }

  check({ symbol, at, volume, accumulatedVolume }: TradedVolume): Continuity {
    const day = koreanDayNumber(at);
    const last = this.#last.get(symbol);
    if (last !== undefined && isOlder(day, accumulatedVolume, last)) return DUPLICATE;
    this.#last.set(symbol, { day, at, accumulatedVolume, connection: this.#connection });
    // Trades before the first one of a day are not known to be missing, because nobody may have been
    // subscribed yet.
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

/** Whether a trade is not later than the last known one. */
function isOlder(day: number, accumulatedVolume: number, last: Last): boolean {
  return day < last.day || (day === last.day && accumulatedVolume <= last.accumulatedVolume);
}
