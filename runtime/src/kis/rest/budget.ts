import type { Clock } from '../../clock.ts';
import type { Environment } from '../../protocol/account.ts';
import { closed } from '../errors.ts';

/** Requests per second that KIS permits an app key since April 2026 are 18 and 1; less, for it does not count exactly. */
const PER_SECOND: Readonly<Record<Environment, number>> = { real: 15, paper: 0.9 };

/** A refusal takes this part of the rate away, and it never falls below that part of what it was. */
const DECREASE = 0.3;
const LEAST = 0.1;

/** So many successes bring the whole rate back: at the full rate of a real account in 13 seconds. */
const SUCCESSES_TO_RECOVER = 200;

/** Refusals of so many milliseconds are of one excess. */
const ONE_EXCESS = 1000;

export interface RateBudgetOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Instead of 15 with a real account and 0.9 with a paper one. New customers have 3 for three days. [seen] */
  readonly requestsPerSecond?: number | undefined;
  /** Which part of it this process may take, where several share the app key: 0.5 for one of two. */
  readonly share?: number | undefined;
}

interface Waiter {
  readonly resolve: () => void;
  readonly reject: (why: unknown) => void;
}

/**
 * The requests that an app key may make: one after another, never closer than the rate permits, first come, first served.
 * A bucket of more than one would let a burst through that KIS, which counts on several machines, refuses. The rate falls
 * when KIS refuses and recovers slowly. All clients of a process that have the app key share one budget.
 */
export class RateBudget {
  readonly #clock: Clock;
  readonly #full: number;
  #rate: number;
  #lastTaken = Number.NEGATIVE_INFINITY;
  #lastDecrease = Number.NEGATIVE_INFINITY;
  readonly #waiters: Waiter[] = [];
  readonly #closing = new AbortController();
  #isServing = false;

  constructor({ environment, clock, requestsPerSecond, share = 1 }: RateBudgetOptions) {
    const whole = requestsPerSecond ?? PER_SECOND[environment];
    if (!(whole > 0) || !Number.isFinite(whole))
      throw new RangeError(`${whole} is no number of requests a second`);
    if (!(share > 0 && share <= 1)) throw new RangeError(`${share} is no share: it is above 0 and at most 1`);
    this.#clock = clock;
    this.#full = whole * share;
    this.#rate = this.#full;
  }

  /** Requests per second at present. */
  get rate(): number {
    return this.#rate;
  }

  /** How many wait for their turn. */
  get waiting(): number {
    return this.#waiters.length;
  }

  /** Resolves when a request may be made; rejects where the signal is aborted, and then nothing is used up. */
  async take(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#closing.signal.aborted) throw closed('The rate budget');
    await new Promise<void>((resolve, reject) => {
      const settle = () => signal?.removeEventListener('abort', giveUp);
      const waiter: Waiter = {
        resolve: () => {
          settle();
          resolve();
        },
        reject: (why) => {
          settle();
          reject(why);
        },
      };
      const giveUp = () => {
        const place = this.#waiters.indexOf(waiter);
        if (place >= 0) this.#waiters.splice(place, 1);
        waiter.reject(signal?.reason);
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiters.push(waiter);
      if (!this.#isServing) void this.#serve();
    });
  }

  /** KIS refused a request as one too many. */
  refused(): void {
    const now = this.#clock.monotonic();
    if (now - this.#lastDecrease < ONE_EXCESS) return;
    this.#lastDecrease = now;
    this.#rate = Math.max(this.#full * LEAST, this.#rate * (1 - DECREASE));
  }

  /** KIS took a request. */
  accepted(): void {
    this.#rate = Math.min(this.#full, this.#rate + this.#full / SUCCESSES_TO_RECOVER);
  }

  /** All who wait are refused, and all who come. */
  close(): void {
    this.#closing.abort();
    for (const waiter of this.#waiters.splice(0)) waiter.reject(closed('The rate budget'));
  }

  async #serve(): Promise<void> {
    this.#isServing = true;
    try {
      while (this.#waiters.length > 0) {
        const wait = this.#lastTaken + 1000 / this.#rate - this.#clock.monotonic();
        if (wait > 0) {
          // The rate may change meanwhile, and a timer may be early.
          await this.#clock.sleep(Math.ceil(wait), this.#closing.signal);
          continue;
        }
        this.#lastTaken = this.#clock.monotonic();
        this.#waiters.shift()?.resolve();
      }
    } catch (error) {
      // A clock that cannot be slept on would leave everybody waiting for ever.
      for (const waiter of this.#waiters.splice(0)) waiter.reject(error);
    } finally {
      this.#isServing = false;
    }
  }
}
