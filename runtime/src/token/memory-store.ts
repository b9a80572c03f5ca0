import { type Attempt, type Lease, type StoreDescription, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';

/** A store for this process alone: for tests, and while the real store is unusable. */
export class MemoryStore implements TokenStore {
  #token: Token | undefined;
  #attempt: Attempt | undefined;
  #generation = 0;
  #isHeld = false;

  async read(): Promise<Token | undefined> {
    return this.#token;
  }

  async lastAttempt(): Promise<Attempt | undefined> {
    return this.#attempt;
  }

  async tryAcquire(): Promise<Lease | undefined> {
    if (this.#isHeld) return undefined;
    this.#isHeld = true;
    this.#generation += 1;
    const generation = this.#generation;
    let isMine = true;
    return {
      generation,
      commit: async (token) => {
        if (!isMine) throw new StoreError('store/overtaken', 'The lease was released before the commit');
        this.#token = token.withGeneration(generation);
        return this.#token;
      },
      record: async (attempt) => {
        if (this.#generation !== generation) {
          throw new StoreError(
            'store/overtaken',
            `Another holder has taken over from generation ${generation}`,
          );
        }
        this.#attempt = attempt;
      },
      release: async () => {
        if (isMine) this.#isHeld = false;
        isMine = false;
      },
    };
  }

  async clear(): Promise<void> {
    this.#token = undefined;
  }

  /** Takes what another store could not store. */
  keep(token: Token | undefined): void {
    this.#token = token;
  }

  remember(attempt: Attempt | undefined): void {
    this.#attempt = attempt;
  }

  describe(): StoreDescription {
    return { kind: 'memory', place: 'this process' };
  }

  async close(): Promise<void> {}
}
