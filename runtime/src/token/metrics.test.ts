import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { tokenMetrics } from './metrics.ts';
import { bench } from './testing/setup.ts';

describe('the metrics of a token cache', () => {
  it('exist before anything has happened', async () => {
    const instruments = new Instruments();
    tokenMetrics(instruments);
    expect((await samplesOf(instruments)).filter((line) => !line.includes('_bucket'))).toEqual([
      'observer_token_issues_total{result="success"} 0',
      'observer_token_issues_total{result="rate_limited"} 0',
      'observer_token_issues_total{result="rejected"} 0',
      'observer_token_issues_total{result="failed"} 0',
      'observer_token_cache_hits_total{tier="memory"} 0',
      'observer_token_cache_hits_total{tier="store"} 0',
      'observer_token_expiry_timestamp_seconds 0',
      'observer_token_lock_wait_seconds_sum 0',
      'observer_token_lock_wait_seconds_count 0',
      'observer_token_store_degraded 0',
    ]);
  });

  it('count what the cache did', async () => {
    const { cache } = await bench();
    const instruments = new Instruments();
    const own = cache({ observer: tokenMetrics(instruments) });
    const { expiresAt, value } = await own.get();
    await own.get();
    const text = (await samplesOf(instruments)).join('\n');
    expect(text).toContain('observer_token_issues_total{result="success"} 1');
    expect(text).toContain('observer_token_cache_hits_total{tier="memory"} 1');
    expect(text).toContain(`observer_token_expiry_timestamp_seconds ${expiresAt / 1000}`);
    expect(text).not.toContain(value);
  });

  it('are shared by all caches of a process', () => {
    const instruments = new Instruments();
    tokenMetrics(instruments);
    expect(() => tokenMetrics(instruments)).not.toThrow();
  });
});
