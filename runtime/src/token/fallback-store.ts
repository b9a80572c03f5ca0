import { MemoryStore } from './memory-store.ts';
import { type Attempt, type Lease, type StoreDescription, StoreError, type TokenStore } from './store.ts';
import type { Token } from './token.ts';

/** Called when the store becomes unusable, with the reason, and when it is usable again. */
export type DegradationListener = (isDegraded: boolean, reason?: string) => void;

/** Continues in memory while the real store is unusable: a full disk costs the sharing, not the token. */
export class FallbackStore implements TokenStore {
  readonly #primary: TokenStore;
  /** What the real store is still missing. */
  readonly #memory = new MemoryStore();
  readonly #listener: DegradationListener;
  #isDegraded = false;

  constructor(primary: TokenStore, listener: DegradationListener) {
    this.#primary = primary;
    this.#listener = listener;
  }

  get isDegraded(): boolean {
    return this.#isDegraded;
  }

  async read(): Promise<Token | undefined> {
    const kept = await this.#memory.read();
    try {
      const token = await this.#primary.read();
      // A full disk may still be readable.
      return kept === undefined ? token : later(token, kept);
    } catch (error) {
      this.#degrade(error);
      return kept;
    }
  }

  async lastAttempt(): Promise<Attempt | undefined> {
    const own = await this.#memory.lastAttempt();
    try {
      const shared = await this.#primary.lastAttempt();
      return own !== undefined && own.at > (shared?.at ?? 0) ? own : shared;
    } catch (error) {
      this.#degrade(error);
      return own;
    }
  }

  async tryAcquire(): Promise<Lease | undefined> {
    try {
      const lease = await this.#primary.tryAcquire();
      return lease === undefined ? undefined : this.#guarded(lease);
    } catch (error) {
      this.#degrade(error);
      return this.#memory.tryAcquire();
    }
  }

  async clear(): Promise<void> {
    await this.#memory.clear();
    await this.#primary.clear();
  }

  describe(): StoreDescription {
    return this.#isDegraded ? this.#memory.describe() : this.#primary.describe();
  }

  close(): Promise<void> {
    return this.#primary.close();
  }

  /** Retries the real store and writes what it missed. */
  async recover(): Promise<void> {
    if (!this.#isDegraded) return;
    let lease: Lease | undefined;
    try {
      lease = await this.#primary.tryAcquire();
      if (lease === undefined) return;
      const missed = await this.#memory.read();
      const stored = await this.#primary.read();
      if (missed !== undefined && later(stored, missed) === missed) await lease.commit(missed);
      this.#restore();
    } catch {
      // Still unusable, which was already reported.
    } finally {
      await lease?.release();
    }
  }

  #guarded(lease: Lease): Lease {
    return {
      generation: lease.generation,
      release: () => lease.release(),
      commit: async (token) => {
        try {
          const committed = await lease.commit(token);
          this.#restore();
          return committed;
        } catch (error) {
          if (error instanceof StoreError && error.code === 'store/overtaken') throw error;
          this.#degrade(error);
          const kept = token.withGeneration(lease.generation);
          this.#memory.keep(kept);
          return kept;
        }
      },
      record: async (attempt) => {
        try {
          await lease.record(attempt);
          this.#memory.remember(undefined);
        } catch (error) {
          if (error instanceof StoreError && error.code === 'store/overtaken') return;
          this.#memory.remember(attempt);
          this.#degrade(error);
        }
      },
    };
  }

  #degrade(error: unknown): void {
    if (this.#isDegraded) return;
    this.#isDegraded = true;
    this.#listener(true, error instanceof StoreError ? error.message : 'an unexpected error of the store');
  }

  #restore(): void {
    this.#memory.keep(undefined);
    if (!this.#isDegraded) return;
    this.#isDegraded = false;
    this.#listener(false);
  }
}

function later(first: Token | undefined, second: Token): Token {
  return first !== undefined && first.expiresAt >= second.expiresAt ? first : second;
}
