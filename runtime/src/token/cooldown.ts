import { TokenError } from './errors.ts';
import type { Attempt } from './store.ts';

export interface Intervals {
  /** Milliseconds between two requests: KIS issues one token a minute, and its minute is not quite ours. */
  readonly issue: number;
  /** At most so much is added to it. */
  readonly jitter: number;
  /** How long nobody tries again after an answer that nobody could use. */
  readonly failure: number;
  /** How long nobody tries again with credentials that were refused. */
  readonly rejection: number;
  /** How often processes look for the token of another one during a cooldown. */
  readonly poll: number;
}

export const DEFAULT_INTERVALS: Intervals = {
  issue: 61_000,
  jitter: 4_000,
  failure: 2_000,
  rejection: 60_000,
  poll: 1_000,
};

/** Milliseconds until anybody may ask again because of an attempt; 0 where it does not matter. */
export function remaining(attempt: Attempt | undefined, now: number, credentials: string): number {
  if (attempt === undefined) return 0;
  if (attempt.result === 'rejected' && attempt.credentials !== credentials) return 0;
  const left = attempt.notBefore - now;
  const longest = attempt.notBefore - attempt.at;
  // More is left than there was: the clock was set back, and would keep everybody waiting.
  return left > longest ? 0 : Math.max(0, left);
}

/** The error of an attempt of another process, for those who would meet the same one. */
export function sharedError({ result, kisCode }: Attempt): TokenError {
  const said = kisCode === undefined ? '' : ` (${kisCode})`;
  if (result === 'rejected') {
    return new TokenError(
      'token/rejected',
      `KIS has just refused these credentials${said}. Check KIS_APP_KEY, KIS_APP_SECRET and KIS_IS_VIRTUAL`,
      { errorClass: 'fatal', kisCode, isShared: true },
    );
  }
  const options = { kisCode, isShared: true };
  if (result === 'failed') {
    return new TokenError('token/unavailable', `KIS has just issued no token${said}`, {
      ...options,
      errorClass: 'transient',
    });
  }
  return new TokenError('token/issue-limit', 'KIS issues one token a minute', {
    ...options,
    errorClass: 'issue-limit',
  });
}
