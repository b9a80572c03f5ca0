import type { FaultKind } from './faults/fault.ts';

/** What the simulator did since it started, counted where it was done. */
export interface Journal {
  readonly tokens: {
    /** Requests that reached the service for tokens. */
    requests: number;
    /** New tokens. Each would be a message to the account holder. */
    issued: number;
    /** Answers with the token that was issued within the last six hours. */
    returnedAgain: number;
    /** Refused with EGW00133. */
    refusedTooSoon: number;
    /** Refused for what was wrong in the request. */
    refusedAsWrong: number;
    revoked: number;
  };
  readonly approvals: { issued: number; refused: number };
  readonly rest: {
    requests: number;
    /** Answered with `rt_cd` 0. */
    succeeded: number;
    rateLimited: number;
    tokensRejected: number;
  };
  /** How often each fault was met or happened. */
  readonly faults: Partial<Record<FaultKind, number>>;
}

export function emptyJournal(): Journal {
  return {
    tokens: {
      requests: 0,
      issued: 0,
      returnedAgain: 0,
      refusedTooSoon: 0,
      refusedAsWrong: 0,
      revoked: 0,
    },
    approvals: { issued: 0, refused: 0 },
    rest: { requests: 0, succeeded: 0, rateLimited: 0, tokensRejected: 0 },
    faults: {},
  };
}
