import type { MarketHours, TradingHours } from 'krx-calendar';
import type { Clock } from '../clock.ts';
import { KisError, quoteRecord, type RestClient } from '../kis/index.ts';
import { inEveryWindow, untilInstant } from '../market/windows.ts';
import type { Log } from '../telemetry/log.ts';
import type { Recorder } from './recorder.ts';

export interface QuotesOptions {
  readonly client: Pick<RestClient, 'inquirePrice' | 'inquireAskingPrice'>;
  /** Codes of the shares, in order of the requests. */
  readonly universe: readonly string[];
  /** From the start of one round to the next. Milliseconds. */
  readonly interval: number;
  /** Whether to request the order book as well: twice as many requests, and quotes have bid and ask. */
  readonly withOrderBook: boolean;
  readonly recorder: Recorder;
  readonly hours: MarketHours;
  readonly clock: Clock;
  readonly log: Log;
}

export interface QuotesState {
  readonly isCollecting: boolean;
  readonly rounds: number;
  /** The result of the last complete round. */
  readonly lastRound: RoundResult | undefined;
  /** Codes that KIS does not know. They are not requested again that day. */
  readonly unknown: readonly string[];
}

export interface RoundResult {
  /** Milliseconds since 1970. */
  readonly beganAt: number;
  readonly seconds: number;
  readonly quotes: number;
  readonly failures: number;
}

const MINUTE = 60_000;

/**
 * When the last round of a day begins, and how long it may take. The closing auction ends within half a
 * minute after the close, and the after-market, which changes the fields of a quote again, begins ten minutes
 * after it.
 */
const OFFICIAL_CLOSE = { after: MINUTE, until: 10 * MINUTE };

/** How many shares are requested at once. */
const WORKERS = 8;

/** Track A: quotes of all shares of a universe, in rounds, and once more after the close. */
export class Quotes {
  readonly #options: QuotesOptions;
  readonly #unknown = new Set<string>();
  #isCollecting = false;
  #rounds = 0;
  #lastRound: RoundResult | undefined;

  constructor(options: QuotesOptions) {
    this.#options = options;
  }

  /** Collects in every session until the signal is aborted. */
  run(signal: AbortSignal): Promise<void> {
    const { hours, clock } = this.#options;
    return inEveryWindow({
      hours,
      clock,
      before: 0,
      after: OFFICIAL_CLOSE.until,
      signal,
      work: (window) => this.#collect(window.session, window.signal),
    });
  }

  state(): QuotesState {
    return {
      isCollecting: this.#isCollecting,
      rounds: this.#rounds,
      lastRound: this.#lastRound,
      unknown: [...this.#unknown],
    };
  }

  async #collect({ opensAt, closesAt, date }: TradingHours, signal: AbortSignal): Promise<void> {
    const { clock, interval, log } = this.#options;
    this.#isCollecting = true;
    this.#unknown.clear();
    log.info('The market is open', { date, closesAt: new Date(closesAt).toISOString() });
    try {
      while (clock.now() < closesAt && !signal.aborted) {
        const beganAt = clock.now();
        // A round that is running at the close makes room for the official one.
        await this.#round(signal, closesAt + OFFICIAL_CLOSE.after);
        // Rounds begin at the opening and after every interval; the next one starts at once if a round took
        // longer.
        const passed = Math.max(0, beganAt - opensAt);
        const next = opensAt + (Math.floor(passed / interval) + 1) * interval;
        await untilInstant(clock, Math.min(next, closesAt), signal);
      }
      await untilInstant(clock, closesAt + OFFICIAL_CLOSE.after, signal);
      if (signal.aborted) return;
      const { quotes, failures } = await this.#round(signal, Number.POSITIVE_INFINITY);
      if (failures === 0) log.info('The official close was collected', { date, quotes, failures });
      else log.warn('The official close was collected partially', { date, quotes, failures });
    } finally {
      this.#isCollecting = false;
    }
  }

  /** @param until milliseconds since 1970; no requests are made from then on */
  async #round(signal: AbortSignal, until: number): Promise<RoundResult> {
    const { clock, universe, log, interval } = this.#options;
    const beganAt = clock.now();
    const queue = universe.filter((symbol) => !this.#unknown.has(symbol)).values();
    let quotes = 0;
    const failures = new Map<string, number>();
    const work = async () => {
      for (const symbol of queue) {
        if (signal.aborted || clock.now() >= until) return;
        const failure = await this.#quote(symbol, signal);
        if (failure === undefined) quotes += 1;
        else failures.set(failure, (failures.get(failure) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    const seconds = (clock.now() - beganAt) / 1000;
    const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
    const result = { beganAt, seconds, quotes, failures: failed };
    if (!signal.aborted) {
      this.#rounds += 1;
      this.#lastRound = result;
      if (failed > 0)
        log.warn('Quotes are missing in this round', { ...result, codes: Object.fromEntries(failures) });
      if (seconds * 1000 > interval) {
        log.warn('A round took longer than the interval', {
          seconds,
          interval: interval / 1000,
          shares: universe.length,
        });
      }
    }
    return result;
  }

  /** The code of a failure; undefined after a success. */
  async #quote(symbol: string, signal: AbortSignal): Promise<string | undefined> {
    const { client, recorder, withOrderBook, log } = this.#options;
    try {
      const price = await client.inquirePrice(symbol, signal);
      const book = withOrderBook ? await client.inquireAskingPrice(symbol, signal) : undefined;
      if (!recorder.write([quoteRecord(symbol, price, price.receivedAt, book)]))
        await recorder.whenWritable(signal);
      return undefined;
    } catch (error) {
      if (signal.aborted) return 'aborted';
      if (!(error instanceof KisError)) throw error;
      if (error.code === 'kis/unknown-symbol') {
        this.#unknown.add(symbol);
        log.warn('KIS does not know this code; it is not requested again today', { symbol });
      }
      return error.kisCode ?? error.code;
    }
  }
}
