import type { StoreDescription } from '../store.ts';

/** The holder of a lease. Numbers are unique; the nonce tells holders apart if a server loses its data. */
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
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number;
  /** Milliseconds during which nobody retries. */
  readonly pause: number;
  /** The rest of `pause`, in milliseconds. */
  readonly left: number;
}

/**
 * What a server does for a shared store. Each call is atomic on the server, and the server's clock measures
 * durations, so the clients' clocks need not agree.
 *
 * Every call rejects with StoreError `store/unavailable` within seconds if the server is unusable.
 */
export interface Backend {
  read(): Promise<Stored | undefined>;
  lastAttempt(): Promise<StoredAttempt | undefined>;
  /** The generation of a new lease, higher than all before; undefined while another lease lasts. */
  acquire(nonce: string, ttl: number): Promise<number | undefined>;
  /** Returns false, and writes nothing, if another lease was granted since. */
  commit(holder: Holder, sealed: Buffer, token: { expiresAt: number; issuedAt: number }): Promise<boolean>;
  /** Fails like `commit`. */
  record(holder: Holder, text: string, pause: number): Promise<boolean>;
  /** Extends a lease that still lasts by `ttl` from now. */
  extend(holder: Holder, ttl: number): Promise<void>;
  /** Ends a lease if it is still the last one. */
  release(holder: Holder): Promise<void>;
  clear(): Promise<void>;
  describe(): StoreDescription;
  close(): Promise<void>;
}
