import type { FaultKind } from './faults/fault.ts';
import type { ControlCode } from './websocket/command.ts';

/** What the simulator did since it started. */
export type Journal = ReturnType<typeof emptyJournal>;

export function emptyJournal() {
  // How often each code answered a subscription or unsubscription.
  const answers: Partial<Record<ControlCode, number>> = {};
  // How often each fault affected something or happened.
  const faults: Partial<Record<FaultKind, number>> = {};
  return {
    tokens: {
      /** Requests that reached the token service. */
      requests: 0,
      /** New tokens. Each one would be a message to the account holder. */
      issued: 0,
      /** Answers with a token issued within the last six hours. */
      returnedAgain: 0,
      /** Refused with EGW00133. */
      refusedTooSoon: 0,
      /** Refused because of errors in the request. */
      refusedAsWrong: 0,
      revoked: 0,
    },
    approvals: { issued: 0, refused: 0 },
    /** `succeeded`: answered with `rt_cd` 0. */
    rest: { requests: 0, succeeded: 0, rateLimited: 0, tokensRejected: 0 },
    websocket: {
      connections: 0,
      connectionsRefused: 0,
      answers,
      /** Data frames and their records, counted once per receiving session. */
      frames: 0,
      records: 0,
      pingsSent: 0,
      pingsAnswered: 0,
      /** PINGPONG sent while an earlier one was still unanswered. */
      pingsUnanswered: 0,
      unresponsiveSessionsEnded: 0,
      /** How often time had to wait for a slow client, and how many clients were disconnected instead. */
      waitsForClient: 0,
      slowSessionsCut: 0,
    },
    faults,
  };
}
