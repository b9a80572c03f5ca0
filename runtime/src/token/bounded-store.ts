import { type Attempt, type Lease, type StoreDescription, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';

/** Longer than a disk that works takes, however busy it is. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * A store whose calls return: those of a file system that hangs (NFS or FUSE without its server) never do. A call that takes
 * too long fails, and until it has returned all others fail at once: each would take one more of the few threads that Node has
 * for files.
 */
export class BoundedStore implements TokenStore {
  readonly #store: TokenStore;
  readonly #timeout: number;
  /** Calls that were given up, and have not returned. */
  #hanging = 0;

  constructor(store: TokenStore, timeoutMilliseconds = CALL_TIMEOUT_MS) {
    this.#store = store;
    this.#timeout = timeoutMilliseconds;
  }

  read(): Promise<Token | undefined> {
    return this.#bound(() => this.#store.read());
  }

  lastAttempt(): Promise<Attempt | undefined> {
    return this.#bound(() => this.#store.lastAttempt());
  }

  async tryAcquire(): Promise<Lease | undefined> {
    const lease = await this.#bound(
      () => this.#store.tryAcquire(),
      // Nobody waits for it any more, and as long as it is held nobody else gets one.
      (late) => {
        late?.release().catch(() => undefined);
      },
    );
    return lease === undefined ? undefined : this.#boundLease(lease);
  }

  clear(): Promise<void> {
    return this.#bound(() => this.#store.clear());
  }

  describe(): StoreDescription {
    return this.#store.describe();
  }

  close(): Promise<void> {
    return this.#bound(() => this.#store.close());
  }

  #boundLease(lease: Lease): Lease {
    return {
      generation: lease.generation,
      commit: (token) => this.#bound(() => lease.commit(token)),
      record: (attempt) => this.#bound(() => lease.record(attempt)),
      // Also while calls hang: it ends the heartbeat, and without it nobody would ever get the lease.
      release: () => this.#end(() => lease.release()),
    };
  }

  async #bound<Result>(call: () => Promise<Result>, takeBack?: (late: Result) => void): Promise<Result> {
    if (this.#hanging > 0) throw this.#silent();
    return this.#end(call, takeBack);
  }

  #end<Result>(
    call: () => Promise<Result>,
    takeBack: (late: Result) => void = () => undefined,
  ): Promise<Result> {
    const result = call();
    return new Promise((resolve, reject) => {
      let isGivenUp = false;
      const giveUp = () => {
        isGivenUp = true;
        this.#hanging += 1;
        reject(this.#silent());
      };
      // A process that stood still finds the time over and the answer waiting: the answer is looked for first.
      let immediate: NodeJS.Immediate | undefined;
      const timer = setTimeout(() => {
        immediate = setImmediate(giveUp);
      }, this.#timeout);
      const end = () => {
        clearTimeout(timer);
        clearImmediate(immediate);
        if (isGivenUp) this.#hanging -= 1;
      };
      result.then(
        (value) => {
          end();
          if (isGivenUp) takeBack(value);
          else resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
  }

  #silent(): StoreError {
    const { place } = this.#store.describe();
    return new StoreError('store/unavailable', `${place} does not answer within ${this.#timeout} ms`);
  }
}
