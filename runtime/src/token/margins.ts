import type { Token } from './token.ts';

export interface Margins {
  /**
   * Milliseconds before the expiry from which on a new token is fetched while the old one is served. An hour: KIS
   * returns the same token during the first six of its 24 hours, so refreshing much earlier fetches nothing.
   */
  readonly soft: number;
  /** At most so much is added to `soft`, so that processes that share a token do not all start at once. */
  readonly jitter: number;
  /** Milliseconds before the expiry from which on the token is not served: a request takes its time, too. */
  readonly hard: number;
}

export const DEFAULT_MARGINS: Margins = { soft: 3_600_000, jitter: 600_000, hard: 60_000 };

export function isServable(token: Token, now: number, { hard }: Margins): boolean {
  return now < token.expiresAt - hard;
}

/** From when on a token is refreshed. `random` is from 0 to 1. */
export function refreshFrom(token: Token, { soft, jitter }: Margins, random: number): number {
  return token.expiresAt - soft - jitter * random;
}
