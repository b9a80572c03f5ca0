import type { Token } from './token.ts';

/**
 * Where processes that use the same account share a token. Every implementation promises:
 *
 * - `read` returns the last committed token or nothing. Broken, foreign or planted data counts as nothing, and
 *   readers never remove it.
 * - At most one holder of a lease can commit. A lease cannot guarantee a single holder, because one may be suspended
 *   for longer than its lease lasts. So each lease has a higher generation than all before, and `commit` is refused
 *   once a higher one exists. The comparison and the write are atomic: no former holder overwrites the token of its
 *   successor.
 * - The death of a holder delays others by no more than the lifetime of a lease.
 * - Nothing that is stored contains the app key or the secret. A store that other users can read encrypts the token.
 */
export interface TokenStore {
  /** @throws StoreError if the store is unreadable */
  read(): Promise<Token | undefined>;
  /** How the last token request ended, in any process. @throws StoreError */
  lastAttempt(): Promise<Attempt | undefined>;
  /** A lease, or undefined while another process holds it. Does not wait. @throws StoreError */
  tryAcquire(): Promise<Lease | undefined>;
  /** Removes the token. The holder of a lease may still commit another one. @throws StoreError */
  clear(): Promise<void>;
  describe(): StoreDescription;
  close(): Promise<void>;
}

/** The exclusive right to request a token. */
export interface Lease {
  /** Fencing token: higher than in every earlier lease. */
  readonly generation: number;
  /**
   * Stores the token with this generation.
   *
   * @throws StoreError `store/overtaken` if another holder has taken over
   */
  commit(token: Token): Promise<Token>;
  /** Publishes how the request ended. @throws StoreError */
  record(attempt: Attempt): Promise<void>;
  /** Lets the next process in. May be called repeatedly, also after another holder has taken over. */
  release(): Promise<void>;
}

/** How a token request ended, for the processes that would be next. */
export interface Attempt {
  /** Milliseconds since 1970, like the times below. */
  readonly at: number;
  /** Nobody retries before this. */
  readonly notBefore: number;
  readonly result: 'success' | 'rate_limited' | 'rejected' | 'failed';
  readonly kisCode?: string | undefined;
  /** The credentials used: a corrected secret must not wait because the wrong one was rejected. */
  readonly credentials: string;
  /** Milliseconds until `notBefore` at the time of reading, by the store's clock, if it has one. */
  readonly left?: number | undefined;
}

export interface StoreDescription {
  readonly kind: string;
  /** Where it is, safe to print. */
  readonly place: string;
}

export type StoreErrorCode =
  /** Unreadable or unwritable: no space, read-only, no permission. */
  | 'store/unavailable'
  /** Not private, or not ours: a symbolic link, another owner, an open mode. */
  | 'store/refused'
  /** Another holder has taken over. */
  | 'store/overtaken';

export class StoreError extends Error {
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string) {
    super(message);
    this.name = 'StoreError';
    this.code = code;
  }
}
