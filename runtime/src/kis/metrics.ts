import {
  kisRequests,
  websocketFrames,
  websocketGaps,
  websocketMissedVolume,
  websocketRecords,
  websocketSkippedRecords,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';

/** How a request ended: the values of the contract's label `result`. */
export type RequestResult = 'success' | 'rate_limited' | 'rejected' | 'failed' | 'timeout';

/** Why a record of the stream was skipped: the values of the contract's label `reason`. */
export type SkipReason = 'expected_price' | 'duplicate' | 'malformed';

export type KisObserver = ReturnType<typeof kisMetrics>;

/** Records the KIS client's events in the metrics of the contract. */
export function kisMetrics(instruments: Instruments) {
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
    /** Called once per attempt, except those that the caller aborted. */
    requested: (result: RequestResult) => requests[result].increase(),
    /** A data frame arrived, whatever it contains. */
    frame: () => frames.increase(),
    /** This many trades of a frame were passed on. */
    records: (count: number) => records.increase(count),
    /** A record was skipped, or a frame whose number of records is unknown. */
    skipped: (reason: SkipReason) => skipped[reason].increase(),
    /** The stream was interrupted: the connection was lost, or trades are missing although it seemed to work. */
    interrupted: () => gaps.increase(),
    /** Volume, in shares, of trades that did not arrive. */
    missed: (volume: number) => missed.increase(volume),
  };
}
