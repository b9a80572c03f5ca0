import type { Clock } from '../clock.ts';
import { TokenError } from './errors.ts';
import type { Attempt } from './store.ts';

export interface Intervals {
  /**
   * Milliseconds between two requests. KIS issues one token a minute, and its minute differs slightly from
   * ours.
   */
  readonly issue: number;
  /** Maximum random addition to `issue`. */
  readonly jitter: number;
  /** How long nobody retries after a failure. It doubles with each further failure. */
  readonly failure: number;
  /** Upper limit of `failure`. */
  readonly longestFailure: number;
  /** How long nobody retries with rejected credentials. */
  readonly rejection: number;
  /** How often processes look for another process's token during a cooldown. */
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

/** An attempt matters for a minute, and a store holds only the last one. */
const REMEMBERED = 8;

/**
 * How long attempts keep all processes waiting. Somebody may set this machine's wall clock, so it is read at
 * most once: when another process's attempt is first seen, and not even then if the store has its own clock.
 * After that, and for attempts of this process, only the monotonic clock counts.
 */
export class Cooldowns {
  readonly #clock: Pick<Clock, 'now' | 'monotonic'>;
  /** The monotonic time at which each attempt's cooldown ends. */
  readonly #ends = new Map<string, number>();
  #own: Attempt | undefined;

  constructor(clock: Pick<Clock, 'now' | 'monotonic'>) {
    this.#clock = clock;
  }

  /** The last attempt of this process, which a store may have lost. */
  get own(): Attempt | undefined {
    return this.#own;
  }

  /** Starts the cooldown of an attempt that this process has just made. */
  begin(attempt: Attempt): void {
    this.#own = attempt;
    this.#anchor(attempt, attempt.notBefore - attempt.at);
  }

  /** Milliseconds until anybody may call KIS again after this attempt; 0 if it does not matter. */
  remaining(attempt: Attempt | undefined, credentials: string): number {
    if (attempt === undefined) return 0;
    if (attempt.result === 'rejected' && attempt.credentials !== credentials) return 0;
    const end = this.#ends.get(nameOf(attempt)) ?? this.#anchor(attempt, this.#left(attempt));
    return Math.max(0, end - this.#clock.monotonic());
  }

  /** Limits the wait to the attempt's original cooldown: if more is left, a clock was set back. */
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

/** The error for callers that would repeat another process's failed attempt. */
export function sharedError({ result, kisCode }: Attempt): TokenError {
  const said = kisCode === undefined ? '' : ` (${kisCode})`;
  if (result === 'rejected') {
    return new TokenError(
      'token/rejected',
      `KIS has just rejected these credentials${said}. Check KIS_APP_KEY, KIS_APP_SECRET and KIS_IS_VIRTUAL`,
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
