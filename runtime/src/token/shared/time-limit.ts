import type { Clock } from '../../clock.ts';
import { within } from '../../waiting.ts';
import { StoreError } from '../store.ts';

/** A call that took longer before it failed means that the server does not respond. Milliseconds. */
const SLOW = 500;

/** How long an unresponsive server is left alone. Milliseconds. */
const PAUSE = 5_000;

/**
 * Limits the time lost on a server that does not respond: each call has a limit, and after one that reached
 * it, the next ones fail at once for a while. Nobody should wait long for a store that is only an aid.
 */
export class TimeLimit {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #limit: number;
  readonly #place: string;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>, limit: number, place: string) {
    this.#clock = clock;
    this.#limit = limit;
    this.#place = place;
  }

  /** @throws StoreError if it takes too long, and what the work throws */
  async bound<Result>(work: () => Promise<Result>): Promise<Result> {
    const begin = this.#clock.monotonic();
    if (begin < this.#until) throw this.#silent();
    try {
      return await within(this.#limit, work(), () => {
        throw this.#silent();
      });
    } catch (error) {
      const end = this.#clock.monotonic();
      if (end - begin >= Math.min(SLOW, this.#limit)) this.#until = end + PAUSE;
      throw error;
    }
  }

  #silent(): StoreError {
    return new StoreError('store/unavailable', `${this.#place} does not answer within ${this.#limit} ms`);
  }
}
