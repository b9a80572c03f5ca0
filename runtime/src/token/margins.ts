import type { Token } from './token.ts';

export interface Margins {
  /**
   * How many milliseconds before its expiry a token is refreshed while it is still served. An hour: KIS
   * returns the same token for the first six of its 24 hours, so refreshing much earlier brings nothing.
   */
  readonly soft: number;
  /** Maximum random addition to `soft`, so that processes that share a token do not start together. */
  readonly jitter: number;
  /**
   * How many milliseconds before its expiry a token is no longer served, because the request takes time as
   * well.
   */
  readonly hard: number;
}

export const DEFAULT_MARGINS: Margins = { soft: 3_600_000, jitter: 600_000, hard: 60_000 };

export function isServable(token: Token, now: number, { hard }: Margins): boolean {
  return now < token.expiresAt - hard;
}

/** When to refresh a token. `random` is from 0 to 1. */
export function refreshFrom(token: Token, { soft, jitter }: Margins, random: number): number {
  return token.expiresAt - soft - jitter * random;
}
