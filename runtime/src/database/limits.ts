export interface DatabaseLimits {
  /** Records that wait or are being written; further ones are left out. About a kilobyte of memory each. */
  readonly queueRecords: number;
  /** Rows of one statement. */
  readonly batchRows: number;
  /** How long a record may wait for others before it is sent. */
  readonly lingerMilliseconds: number;
  /** From the first packet to the end of the authentication. */
  readonly connectMilliseconds: number;
  /** How long the server works on one statement. */
  readonly statementMilliseconds: number;
  /** How long the answer to a statement is waited for: longer, so that a server that lives gives up first. */
  readonly answerMilliseconds: number;
  /** Both, for a change of the tables, which may have to wait for another process that makes it. */
  readonly migrateMilliseconds: number;
  /** The first pause after a failure; each further one doubles it, up to the longest. */
  readonly retryMilliseconds: number;
  readonly longestRetryMilliseconds: number;
  /** The pause after a failure that somebody has to mend. */
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

/** @throws RangeError where a limit is none */
export function databaseLimitsFrom(changes: Partial<DatabaseLimits> = {}): DatabaseLimits {
  const limits = { ...defaultDatabaseLimits, ...changes };
  for (const [name, value] of Object.entries(limits)) {
    if (!(Number.isSafeInteger(value) && value > 0)) {
      throw new RangeError(`${name} is ${value}, and must be a whole number above 0`);
    }
  }
  return limits;
}

/** The pause before a further attempt, of which so many have failed; up to half of it shorter, by chance. */
export function pauseAfter(failures: number, limits: DatabaseLimits, random = Math.random): number {
  const doubled = limits.retryMilliseconds * 2 ** Math.min(failures - 1, 30);
  return Math.ceil(Math.min(doubled, limits.longestRetryMilliseconds) * (1 - random() / 2));
}
