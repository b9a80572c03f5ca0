import type { Clock } from '../../clock.ts';
import { StoreError } from '../store.ts';

/** A call that failed after so long says that the server does not answer, and not that it refuses. Milliseconds. */
const SLOW = 500;

/** For so long a server that did not answer is not asked again. Milliseconds. */
const PAUSE = 5_000;

/**
 * Bounds the time that a server costs which does not answer: each call has a limit, and after one that met it the
 * following ones fail at once for a while. Whoever wants a token does not wait for a store that is only an aid.
 */
export class Patience {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #limit: number;
  readonly #place: string;
  #until = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>, limit: number, place: string) {
    this.#clock = clock;
    this.#limit = limit;
    this.#place = place;
  }

  /** @throws StoreError where it takes too long, and what the work throws */
  async bound<Result>(work: () => Promise<Result>): Promise<Result> {
    const begin = this.#clock.monotonic();
    if (begin < this.#until) throw this.#silent();
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      // A process that stood still finds the limit passed and the answer waiting: the answer is looked for first.
      timer = setTimeout(() => setImmediate(() => reject(this.#silent())), this.#limit);
    });
    try {
      return await Promise.race([work(), timeout]);
    } catch (error) {
      const end = this.#clock.monotonic();
      if (end - begin >= Math.min(SLOW, this.#limit)) this.#until = end + PAUSE;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #silent(): StoreError {
    return new StoreError('store/unavailable', `${this.#place} does not answer within ${this.#limit} ms`);
  }
}
