import {
  kisRequests,
  websocketFrames,
  websocketGaps,
  websocketMissedVolume,
  websocketRecords,
  websocketSkippedRecords,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { KisObserver } from './kis-observer.ts';

/** Records the KIS client's events in the metrics of the contract. */
export function kisMetrics(instruments: Instruments): KisObserver {
  const requests = {
    success: instruments.counter(kisRequests, { result: 'success' }),
    rate_limited: instruments.counter(kisRequests, { result: 'rate_limited' }),
    rejected: instruments.counter(kisRequests, { result: 'rejected' }),
    failed: instruments.counter(kisRequests, { result: 'failed' }),
    timeout: instruments.counter(kisRequests, { result: 'timeout' }),
  };
  const skipped = {
    expected_price: instruments.counter(websocketSkippedRecords, { reason: 'expected_price' }),
    duplicate: instruments.counter(websocketSkippedRecords, { reason: 'duplicate' }),
    malformed: instruments.counter(websocketSkippedRecords, { reason: 'malformed' }),
  };
  const frames = instruments.counter(websocketFrames);
  const records = instruments.counter(websocketRecords);
  const gaps = instruments.counter(websocketGaps);
  const missed = instruments.counter(websocketMissedVolume);
  return {
    requested: (result) => requests[result].increase(),
    frame: () => frames.increase(),
    records: (count) => records.increase(count),
    skipped: (reason) => skipped[reason].increase(),
    interrupted: () => gaps.increase(),
    missed: (volume) => missed.increase(volume),
  };
}
