/** How a request ended: the values of the contract's label `result`. */
export type RequestResult = 'success' | 'rate_limited' | 'rejected' | 'failed' | 'timeout';

/** Why a record of the stream was skipped: the values of the contract's label `reason`. */
export type SkipReason = 'expected_price' | 'duplicate' | 'malformed';

/** Receives the events of the KIS client. */
export interface KisObserver {
  /** Called once per attempt, except those that the caller aborted. */
  requested(result: RequestResult): void;
  /** A data frame arrived, whatever it contains. */
  frame(): void;
  /** This many trades of a frame were passed on. */
  records(count: number): void;
  /** A record was skipped, or a frame whose number of records is unknown. */
  skipped(reason: SkipReason): void;
  /** The stream was interrupted: the connection was lost, or trades are missing although it seemed to work. */
  interrupted(): void;
  /** Volume, in shares, of trades that did not arrive. */
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
