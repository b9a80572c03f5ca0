import { describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { samplesOf } from '../telemetry/testing/samples.ts';
import { kisMetrics } from './metrics.ts';

describe('the metrics of the KIS client', () => {
  it('are those of the contract, and exist before anything has happened', async () => {
    const instruments = new Instruments();
    kisMetrics(instruments);
    const samples = await samplesOf(instruments);
    for (const result of ['success', 'rate_limited', 'rejected', 'failed', 'timeout']) {
      expect(samples).toContain(`observer_kis_requests_total{result="${result}"} 0`);
    }
    for (const reason of ['expected_price', 'duplicate', 'malformed']) {
      expect(samples).toContain(`observer_websocket_skipped_records_total{reason="${reason}"} 0`);
    }
  });

  it('count the events', async () => {
    const instruments = new Instruments();
    const observer = kisMetrics(instruments);
    observer.requested('timeout');
    observer.frame();
    observer.frame();
    observer.records(4);
    observer.skipped('duplicate');
    observer.interrupted();
    observer.missed(120);
    const samples = await samplesOf(instruments);
    for (const line of [
      'observer_kis_requests_total{result="timeout"} 1',
      'observer_websocket_frames_total 2',
      'observer_websocket_records_total 4',
      'observer_websocket_skipped_records_total{reason="duplicate"} 1',
      'observer_websocket_gaps_total 1',
      'observer_websocket_missed_volume_total 120',
    ]) {
      expect(samples).toContain(line);
    }
  });
});
