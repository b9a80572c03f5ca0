export interface DatabaseLimits {
  /**
   * Maximum number of records queued or being written; further ones are dropped. About a kilobyte of memory
   * each.
   */
  readonly queueRecords: number;
  /** Rows per statement. */
  readonly batchRows: number;
  /** How long a record may wait for others before it is sent. */
  readonly lingerMilliseconds: number;
  /** From the first packet to the end of authentication. */
  readonly connectMilliseconds: number;
  /** How long the server may work on one statement. */
  readonly statementMilliseconds: number;
  /** How long to wait for the response to a statement: longer, so that a working server gives up first. */
  readonly answerMilliseconds: number;
  /** Both of these for a migration, which may have to wait for another process's. */
  readonly migrateMilliseconds: number;
  /** The first pause after a failure. Each further failure doubles it, up to the longest. */
  readonly retryMilliseconds: number;
  readonly longestRetryMilliseconds: number;
  /** The pause after a failure that somebody must fix. */
  readonly slowRetryMilliseconds: number;
}

export const defaultDatabaseLimits: DatabaseLimits = {
  queueRecords: 50_000,
  batchRows: 1_000,
  lingerMilliseconds: 200,
  connectMilliseconds: 5_000,
  statementMilliseconds: 10_000,
  answerMilliseconds: 15_000,
  migrateMilliseconds: 60_000,
  retryMilliseconds: 250,
  longestRetryMilliseconds: 10_000,
  slowRetryMilliseconds: 30_000,
};

/** The pause after this many failed attempts, randomly up to half shorter. */
export function pauseAfter(failures: number, limits: DatabaseLimits, random = Math.random): number {
  const doubled = limits.retryMilliseconds * 2 ** Math.min(failures - 1, 30);
  return Math.ceil(Math.min(doubled, limits.longestRetryMilliseconds) * (1 - random() / 2));
}
