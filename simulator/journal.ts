import type { FaultKind } from './faults/fault.ts';
import type { ControlCode } from './websocket/command.ts';

/** What the simulator did since it started. */
export interface Journal {
  readonly tokens: {
    /** Requests that reached the token service. */
    requests: number;
    /** New tokens. Each one would be a message to the account holder. */
    issued: number;
    /** Answers with a token issued within the last six hours. */
    returnedAgain: number;
    /** Refused with EGW00133. */
    refusedTooSoon: number;
    /** Refused because of errors in the request. */
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
  readonly websocket: {
    connections: number;
    connectionsRefused: number;
    /** Answers to subscriptions and unsubscriptions, by code. */
    readonly answers: Partial<Record<ControlCode, number>>;
    /** Data frames and their records, counted once per receiving session. */
    frames: number;
    records: number;
    pingsSent: number;
    pingsAnswered: number;
    /** PINGPONG sent while an earlier one was still unanswered. */
    pingsUnanswered: number;
    unresponsiveSessionsEnded: number;
    /** How often time had to wait for a slow client, and how many clients were disconnected instead. */
    waitsForClient: number;
    slowSessionsCut: number;
  };
  /** How often each fault affected something or happened. */
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
    websocket: {
      connections: 0,
      connectionsRefused: 0,
      answers: {},
      frames: 0,
      records: 0,
      pingsSent: 0,
      pingsAnswered: 0,
      pingsUnanswered: 0,
      unresponsiveSessionsEnded: 0,
      waitsForClient: 0,
      slowSessionsCut: 0,
    },
    faults: {},
  };
}
