import {
  tokenCacheHits,
  tokenExpiry,
  tokenIssues,
  tokenLockWait,
  tokenStoreDegraded,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { TokenObserver } from './token-observer.ts';

/** Records the token cache's events in the metrics of the contract. */
export function tokenMetrics(instruments: Instruments): TokenObserver {
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
    issued: (result) => issues[result].increase(),
    hit: (tier) => hits[tier].increase(),
    expires: (at) => expiry.set(at === undefined ? 0 : at / 1000),
    waited: (seconds) => wait.observe(seconds),
    degraded: (isDegraded) => degraded.set(isDegraded ? 1 : 0),
  };
}
