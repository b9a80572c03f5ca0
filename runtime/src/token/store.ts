import type { Token } from './token.ts';

/**
 * Where processes that use the same account share a token. What an implementation owes:
 *
 * - `read` gives the last committed token or nothing. What is broken, foreign or planted is nothing; it is never
 *   removed by a reader.
 * - At most one holder of a lease can commit. Holders cannot be kept apart for sure (one may be stopped for longer
 *   than its lease lasts), so each lease has a generation that is higher than all before, and `commit` is refused
 *   once a higher one exists. A refusal and a commit are one step: no holder that was overtaken writes over the token
 *   of its successor.
 * - The death of a holder delays others by the time to live of a lease at most.
 * - Nothing that is stored holds the app key or the secret. A store that others than the owner of this process can
 *   read encrypts the token.
 *
 * With Redis: SET NX PX for the lease, INCR for the generation, one script that compares the generation and writes.
 * With PostgreSQL: a row per key, `pg_try_advisory_xact_lock`, and an UPDATE that names the generation.
 */
export interface TokenStore {
  /** @throws StoreError where the store cannot be read */
  read(): Promise<Token | undefined>;
  /** How the last request for a token ended, by whichever process. @throws StoreError */
  lastAttempt(): Promise<Attempt | undefined>;
  /** A lease, or undefined while another one is held. Does not wait. @throws StoreError */
  tryAcquire(): Promise<Lease | undefined>;
  /** Removes the token. A holder of a lease may commit another one at any time. @throws StoreError */
  clear(): Promise<void>;
  describe(): StoreDescription;
  close(): Promise<void>;
}

/** The right to ask for a token, alone. */
export interface Lease {
  /** Fencing token: higher than that of every lease before. */
  readonly generation: number;
  /**
   * Stores the token with this generation.
   *
   * @throws StoreError `store/overtaken` where another holder came after this one
   */
  commit(token: Token): Promise<Token>;
  /** Tells the others how the request ended. @throws StoreError */
  record(attempt: Attempt): Promise<void>;
  /** Lets the next one in. Can be called again, and after having been overtaken. */
  release(): Promise<void>;
}

/** How a request for a token ended, for those who would ask next. */
export interface Attempt {
  /** Milliseconds since 1970, as all below. */
  readonly at: number;
  /** Nobody asks again before. */
  readonly notBefore: number;
  readonly result: 'success' | 'rate_limited' | 'rejected' | 'failed';
  readonly kisCode?: string | undefined;
  /** With which credentials: a mended secret must not wait for the refusal of the wrong one. */
  readonly credentials: string;
  /** Milliseconds until `notBefore` when it was read, by the clock of the store, where the store has one of its own. */
  readonly left?: number | undefined;
}

export interface StoreDescription {
  readonly kind: string;
  /** Where it is, in words that may be printed. */
  readonly place: string;
}

export type StoreErrorCode =
  /** It cannot be read or written: no space, read-only, no permission. */
  | 'store/unavailable'
  /** It is not private, or not ours: a symbolic link, a foreign owner, open modes. */
  | 'store/refused'
  /** Another holder came after this one. */
  | 'store/overtaken';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
