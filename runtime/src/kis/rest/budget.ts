import type { Clock } from '../../clock.ts';
import type { Environment } from '../../protocol/account.ts';
import { abortable } from '../../waiting.ts';
import { closed } from '../errors.ts';

/**
 * Since April 2026 KIS permits 18 and 1 requests per second and app key. These are lower, because it does not
 * count exactly.
 */
const PER_SECOND: Readonly<Record<Environment, number>> = { real: 15, paper: 0.9 };

/**
 * Each refusal reduces the rate by this fraction, and the rate never falls below that fraction of the
 * original.
 */
const DECREASE = 0.3;
const LEAST = 0.1;

/** This many successes restore the whole rate: 13 seconds at the full rate of a real account. */
const SUCCESSES_TO_RECOVER = 200;

/** Refusals within this many milliseconds count as one excess. */
const ONE_EXCESS = 1000;

export interface RateBudgetOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Overrides 15 for a real account and 0.9 for a paper one. New customers have 3 for three days. [seen] */
  readonly requestsPerSecond?: number | undefined;
  /** The share for this process if several use the app key: 0.5 for one of two. */
  readonly share?: number | undefined;
}

/**
 * Spaces the requests of an app key, first come, first served, and never closer than the rate permits. A
 * larger bucket would permit bursts, which KIS refuses, because it counts on several machines. The rate falls
 * when KIS refuses, and recovers slowly. All clients in a process that use the app key share one budget.
 */
export class RateBudget {
  readonly #clock: Clock;
  readonly #full: number;
  #rate: number;
  #lastTaken = Number.NEGATIVE_INFINITY;
  #lastDecrease = Number.NEGATIVE_INFINITY;
  /** Ends when everybody who asked so far has had a turn. */
  #queue: Promise<unknown> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor({ environment, clock, requestsPerSecond, share = 1 }: RateBudgetOptions) {
    const whole = requestsPerSecond ?? PER_SECOND[environment];
    if (!(whole > 0) || !Number.isFinite(whole))
      throw new RangeError(`${whole} is not a valid number of requests a second`);
    if (!(share > 0 && share <= 1))
      throw new RangeError(`${share} is not a valid share: it must be above 0 and at most 1`);
    this.#clock = clock;
    this.#full = whole * share;
    this.#rate = this.#full;
  }

  /** The current rate, in requests per second. */
  get rate(): number {
    return this.#rate;
  }

  /** Resolves when a request may be made. Rejects if the signal is aborted before its turn. */
  take(signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    const turn = this.#queue.then(() => this.#turn(signal));
    this.#queue = turn.catch(() => undefined);
    return signal === undefined ? turn : abortable(turn, signal);
  }

  /** Reports that KIS refused a request because of the rate. */
  refused(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lastDecrease < ONE_EXCESS) return;
    this.#lastDecrease = now;
    this.#rate = Math.max(this.#full * LEAST, this.#rate * (1 - DECREASE));
  }

  /** Reports that KIS accepted a request. */
  accepted(): void {
    this.#rate = Math.min(this.#full, this.#rate + this.#full / SUCCESSES_TO_RECOVER);
  }

  /** Rejects all waiting and future callers. */
  close(): void {
    this.#closing.abort();
  }

  async #turn(signal: AbortSignal | undefined): Promise<void> {
    // The rate may change in the meantime, and a timer may fire early.
    for (;;) {
      if (this.#closing.signal.aborted) throw closed('The rate budget');
      signal?.throwIfAborted();
      const wait = this.#lastTaken + 1000 / this.#rate - this.#clock.monotonic();
      if (wait <= 0) break;
      await this.#clock.sleep(Math.ceil(wait), this.#closing.signal).catch((error: unknown) => {
        if (!this.#closing.signal.aborted) throw error;
      });
    }
    this.#lastTaken = this.#clock.monotonic();
  }
}
