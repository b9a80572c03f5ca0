export interface BackoffOptions {
  /** The longest first wait, milliseconds; it doubles with every attempt. */
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before the next attempt, `attempt` counted from 0: by chance up to the doubled limit ("full
 * jitter"), so that clients that failed together do not come back together. Never less than a tenth of the first, because
 * who comes back at once and again is taken for an attack.
 */
export function backoff(attempt: number, { first, longest }: BackoffOptions, random: () => number): number {
  const limit = Math.min(longest, first * 2 ** Math.min(attempt, 30));
  return Math.max(first / 10, random() * limit);
}
