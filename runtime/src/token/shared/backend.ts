import type { StoreDescription } from '../store.ts';

/** Who holds a lease. Numbers are not used twice; the nonce tells holders apart should a server lose what it wrote. */
export interface Holder {
  readonly generation: number;
  readonly nonce: string;
}

export interface Stored {
  readonly generation: number;
  readonly sealed: Buffer;
}

export interface StoredAttempt {
  readonly text: string;
  /** Milliseconds since 1970, by the clock of the server, as are the following. */
  readonly at: number;
  /** Milliseconds during which nobody asks again. */
  readonly pause: number;
  /** What is left of them. */
  readonly left: number;
}

/**
 * What a server does for a shared store. Each call is one step on the server, and durations are measured by its clock:
 * those of the clients need not agree.
 *
 * All reject with a StoreError `store/unavailable` where the server cannot be used, within seconds.
 */
export interface Backend {
  read(): Promise<Stored | undefined>;
  lastAttempt(): Promise<StoredAttempt | undefined>;
  /** The generation of a new lease, higher than all before, or undefined while another one lasts. */
  acquire(nonce: string, ttl: number): Promise<number | undefined>;
  /** Writes unless another lease was given since; then it writes nothing and returns false. */
  commit(holder: Holder, sealed: Buffer, token: { expiresAt: number; issuedAt: number }): Promise<boolean>;
  /** As `commit`. */
  record(holder: Holder, text: string, pause: number): Promise<boolean>;
  /** Lets a lease last for `ttl` from now on, if it still does. */
  extend(holder: Holder, ttl: number): Promise<void>;
  /** Ends a lease if it is still the last one. */
  release(holder: Holder): Promise<void>;
  clear(): Promise<void>;
  describe(): StoreDescription;
  close(): Promise<void>;
}
