import type { Token } from './token.ts';

/**
 * How many milliseconds before its expiry a token is refreshed while it is still served. An hour: KIS returns
 * the same token for the first six of its 24 hours, so refreshing much earlier brings nothing.
 */
const SOFT = 3_600_000;
/** Maximum random addition to it, so that processes that share a token do not start together. */
const JITTER = 600_000;
/**
 * How many milliseconds before its expiry a token is no longer served, because the request takes time as
 * well.
 */
const HARD = 60_000;

export function isServable(token: Token, now: number): boolean {
  return now < token.expiresAt - HARD;
}

/** When to refresh a token. `random` is from 0 to 1. */
export function refreshFrom(token: Token, random: number): number {
  return token.expiresAt - SOFT - JITTER * random;
}
