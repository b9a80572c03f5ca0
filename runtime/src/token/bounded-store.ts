import { within } from '../waiting.ts';
import { type Attempt, type Lease, type StoreDescription, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';

/** A working disk is faster than this, however busy it is. */
const CALL_TIMEOUT_MS = 10_000;

/**
 * Puts a time limit on the calls of a store, because those of a file system that hangs (NFS or FUSE without
 * its server) never return. A call that exceeds the limit fails. Until it returns, all other calls fail at
 * once, because each would block another of Node's few file threads.
 */
export class BoundedStore implements TokenStore {
  readonly #store: TokenStore;
  readonly #timeout: number;
  /** Calls that timed out and have not returned yet. */
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
      // Nobody waits for this lease any more. Release it, or nobody else gets one.
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
      // Released even while calls hang: this ends the heartbeat. Otherwise nobody would ever get the lease.
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
    let isGivenUp = false;
    const result = call();
    const settle = () => {
      if (isGivenUp) this.#hanging -= 1;
    };
    result.then((value) => {
      settle();
      if (isGivenUp) takeBack(value);
    }, settle);
    return within(this.#timeout, result, () => {
      isGivenUp = true;
      this.#hanging += 1;
      throw this.#silent();
    });
  }

  #silent(): StoreError {
    const { place } = this.#store.describe();
    return new StoreError('store/unavailable', `${place} does not answer within ${this.#timeout} ms`);
  }
}
