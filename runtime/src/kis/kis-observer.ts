/** How a request ended: the values of the contract's label `result`. */
export type RequestResult = 'success' | 'rate_limited' | 'rejected' | 'failed' | 'timeout';

/** Why a record of the stream was not handed on: the values of the contract's label `reason`. */
export type SkipReason = 'expected_price' | 'duplicate' | 'malformed';

/** Who is told what the client of KIS does. */
export interface KisObserver {
  /** Once for each attempt, except those that the caller gave up. */
  requested(result: RequestResult): void;
  /** A frame of data arrived, whatever is in it. */
  frame(): void;
  /** So many trades of a frame were handed on. */
  records(count: number): void;
  /** A record of a frame was not handed on; or a frame of which nobody can tell how many records it has. */
  skipped(reason: SkipReason): void;
  /** The stream was interrupted: the connection, or trades are missing while it seemed to work. */
  interrupted(): void;
  /** Shares that were traded, and whose trades did not arrive. */
  missed(volume: number): void;
}

export const silentKisObserver: KisObserver = {
  requested: () => undefined,
  frame: () => undefined,
  records: () => undefined,
  skipped: () => undefined,
  interrupted: () => undefined,
  missed: () => undefined,
};
