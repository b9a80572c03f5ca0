import type { Clock } from '../clock.ts';
import { TokenError } from './errors.ts';
import type { Attempt } from './store.ts';

export interface Intervals {
  /** Milliseconds between two requests: KIS issues one token a minute, and its minute is not quite ours. */
  readonly issue: number;
  /** At most so much is added to it. */
  readonly jitter: number;
  /** How long nobody tries again after an answer that nobody could use. It doubles with each further one. */
  readonly failure: number;
  /** How long at most. */
  readonly longestFailure: number;
  /** How long nobody tries again with credentials that were refused. */
  readonly rejection: number;
  /** How often processes look for the token of another one during a cooldown. */
  readonly poll: number;
}

export const DEFAULT_INTERVALS: Intervals = {
  issue: 61_000,
  jitter: 4_000,
  failure: 2_000,
  longestFailure: 16_000,
  rejection: 60_000,
  poll: 1_000,
};

/** Attempts matter for a minute, and a store holds the last one only. */
const REMEMBERED = 8;

/**
 * How long attempts keep everybody waiting. The wall clock of this machine, which may be set, is asked once at most: when an
 * attempt of another process is first seen, and not even then where the store measures by its own clock. From then on the
 * monotonic clock counts, and an attempt of this process is measured by nothing else.
 */
export class Cooldowns {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  /** By attempt, the instant of the monotonic clock at which it is over. */
  readonly #ends = new Map<string, number>();
  #own: Attempt | undefined;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
  }

  /** The last attempt of this process: a store may have lost it. */
  get own(): Attempt | undefined {
    return this.#own;
  }

  /** An attempt of this process that has just ended. */
  begin(attempt: Attempt): void {
    this.#own = attempt;
    this.#anchor(attempt, attempt.notBefore - attempt.at);
  }

  /** Milliseconds until anybody may ask again because of an attempt; 0 where it does not matter. */
  remaining(attempt: Attempt | undefined, credentials: string): number {
    if (attempt === undefined) return 0;
    if (attempt.result === 'rejected' && attempt.credentials !== credentials) return 0;
    const end = this.#ends.get(nameOf(attempt)) ?? this.#anchor(attempt, this.#left(attempt));
    return Math.max(0, end - this.#clock.monotonic());
  }

  /** No attempt keeps anybody waiting for longer than it would have at first: if more is left, a clock was set back. */
  #left({ at, notBefore, left }: Attempt): number {
    return Math.max(0, Math.min(left ?? notBefore - this.#clock.now(), notBefore - at));
  }

  #anchor(attempt: Attempt, left: number): number {
    const end = this.#clock.monotonic() + left;
    this.#ends.set(nameOf(attempt), end);
    const [oldest] = this.#ends.keys();
    if (this.#ends.size > REMEMBERED && oldest !== undefined) this.#ends.delete(oldest);
    return end;
  }
}

function nameOf({ at, notBefore, result, credentials }: Attempt): string {
  return `${at} ${notBefore} ${result} ${credentials}`;
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
