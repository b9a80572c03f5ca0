export interface BackoffOptions {
  /** The longest first wait in milliseconds. It doubles with every attempt. */
  readonly first: number;
  readonly longest: number;
}

/**
 * How long to wait before the next attempt, with `attempt` counted from 0: a random time up to the doubled
 * limit ("full jitter"), so that clients that failed together do not return together. At least a tenth of the
 * first wait, because immediate retries look like an attack.
 */
export function backoff(attempt: number, { first, longest }: BackoffOptions, random: () => number): number {
  const limit = Math.min(longest, first * 2 ** Math.min(attempt, 30));
  return Math.max(first / 10, random() * limit);
}
