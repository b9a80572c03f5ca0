import { randomUUID } from 'node:crypto';
import { type Clock, systemClock } from '../../clock.ts';
import type { Account } from '../../protocol/account.ts';
import { attemptText, parseAttempt, SCHEMA } from '../format.ts';
import { type Attempt, type Lease, type StoreDescription, StoreError, type TokenStore } from '../store.ts';
import type { Token } from '../token.ts';
import type { Backend, Holder } from './backend.ts';
import { Seal } from './seal.ts';

/** Three times the timeout of a token request. */
const LEASE_TTL = 30_000;

export interface SharedStoreOptions {
  readonly account: Account;
  readonly clock?: Clock;
  readonly leaseTtlMilliseconds?: number;
}

/** Stores tokens on a server, encrypted, for all processes that can reach it, with leases of the server. */
export class SharedStore implements TokenStore {
  readonly #backend: Backend;
  readonly #seal: Seal;
  readonly #key: string;
  readonly #clock: Clock;
  readonly #ttl: number;
  /** A lease that could not be released because the server was down. It must not block this process. */
  #unreleased: Holder | undefined;

  constructor(options: SharedStoreOptions, backendFor: (key: string) => Backend) {
    const { account, clock = systemClock, leaseTtlMilliseconds = LEASE_TTL } = options;
    this.#key = account.storageKey(SCHEMA);
    this.#backend = backendFor(this.#key);
    this.#seal = new Seal(account, this.#key);
    this.#clock = clock;
    this.#ttl = leaseTtlMilliseconds;
  }

  async read(): Promise<Token | undefined> {
    const stored = await this.#backend.read();
    return stored === undefined
      ? undefined
      : this.#seal.open(stored.sealed, stored.generation, this.#clock.now());
  }

  async lastAttempt(): Promise<Attempt | undefined> {
    const stored = await this.#backend.lastAttempt();
    if (stored === undefined) return undefined;
    const { text, at, pause, left } = stored;
    const parsed = parseAttempt(text, this.#key);
    if (parsed.kind !== 'value' || ![at, pause, left].every(Number.isFinite)) return undefined;
    return { ...parsed.value, at, notBefore: at + pause, left: Math.max(0, Math.min(left, pause)) };
  }

  async tryAcquire(): Promise<Lease | undefined> {
    if (this.#unreleased !== undefined) {
      await this.#backend.release(this.#unreleased);
      this.#unreleased = undefined;
    }
    const nonce = randomUUID();
    const generation = await this.#backend.acquire(nonce, this.#ttl);
    return generation === undefined ? undefined : this.#leaseOf({ generation, nonce });
  }

  clear(): Promise<void> {
    return this.#backend.clear();
  }

  describe(): StoreDescription {
    return this.#backend.describe();
  }

  close(): Promise<void> {
    return this.#backend.close();
  }

  #leaseOf(holder: Holder): Lease {
    const backend = this.#backend;
    const { generation } = holder;
    const stopHeartbeat = this.#clock.every(this.#ttl / 4, () => {
      // If this fails, the lease expires, and the next commit detects a successor.
      backend.extend(holder, this.#ttl).catch(() => undefined);
    });
    return {
      generation,
      commit: async (token) => {
        const committed = token.withGeneration(generation);
        if (!(await backend.commit(holder, this.#seal.close(committed), committed))) {
          throw overtaken(generation);
        }
        return committed;
      },
      record: async (attempt) => {
        const { at, notBefore } = attempt;
        const text = attemptText(attempt, this.#key);
        if (!(await backend.record(holder, text, Math.max(0, notBefore - at)))) throw overtaken(generation);
      },
      release: async () => {
        stopHeartbeat();
        // If this fails, the lease expires.
        await backend.release(holder).catch(() => {
          this.#unreleased = holder;
        });
      },
    };
  }
}

function overtaken(generation: number): StoreError {
  return new StoreError('store/overtaken', `Another holder has taken over from generation ${generation}`);
}
