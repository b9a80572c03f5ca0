import {
  tokenCacheHits,
  tokenExpiry,
  tokenIssues,
  tokenLockWait,
  tokenStoreDegraded,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { Attempt } from './store.ts';

/** Where a token was found: the values of the contract's label `tier`. */
export type CacheTier = 'memory' | 'store';

export type TokenObserver = ReturnType<typeof tokenMetrics>;

/** Records the token cache's events in the metrics of the contract. */
export function tokenMetrics(instruments: Instruments) {
  const issues = {
    success: instruments.counter(tokenIssues, { result: 'success' }),
    rate_limited: instruments.counter(tokenIssues, { result: 'rate_limited' }),
    rejected: instruments.counter(tokenIssues, { result: 'rejected' }),
    failed: instruments.counter(tokenIssues, { result: 'failed' }),
  };
  const hits = {
    memory: instruments.counter(tokenCacheHits, { tier: 'memory' }),
    store: instruments.counter(tokenCacheHits, { tier: 'store' }),
  };
  const expiry = instruments.gauge(tokenExpiry);
  const wait = instruments.histogram(tokenLockWait);
  const degraded = instruments.gauge(tokenStoreDegraded);
  return {
    issued: (result: Attempt['result']) => issues[result].increase(),
    hit: (tier: CacheTier) => hits[tier].increase(),
    /** @param at milliseconds since 1970; undefined while there is no token */
    expires: (at: number | undefined) => expiry.set(at === undefined ? 0 : at / 1000),
    waited: (seconds: number) => wait.observe(seconds),
    degraded: (isDegraded: boolean) => degraded.set(isDegraded ? 1 : 0),
  };
}
