import {
  databaseConnected,
  databaseQueryDuration,
  databaseQueueRecords,
  databaseRows,
} from 'observer-metrics/observer';
import type { Labels } from '../telemetry/domains.ts';
import type { Instruments } from '../telemetry/instruments.ts';

/** The purpose of a query: the values of the contract's label `operation`. */
export type DatabaseOperation = 'insert' | 'select' | 'migrate';

/** The result for a record: the values of the contract's label `result`. */
export type RowResult =
  | 'inserted'
  /** It was there already: sent before, loaded before, or received twice. */
  | 'duplicate'
  /** It would never fit, so nobody retries. */
  | 'refused'
  /** The queue was full, or the writer was closed while it was in the queue. */
  | 'left_out';

export type DatabaseObserver = ReturnType<typeof databaseMetrics>;

/** Records the database writer's events in the metrics of the contract. */
export function databaseMetrics(instruments: Instruments) {
  const durations = {
    insert: instruments.histogram(databaseQueryDuration, { operation: 'insert' }),
    select: instruments.histogram(databaseQueryDuration, { operation: 'select' }),
    migrate: instruments.histogram(databaseQueryDuration, { operation: 'migrate' }),
  };
  const rows = {
    inserted: instruments.counter(databaseRows, { result: 'inserted' }),
    duplicate: instruments.counter(databaseRows, { result: 'duplicate' }),
    refused: instruments.counter(databaseRows, { result: 'refused' }),
    left_out: instruments.counter(databaseRows, { result: 'left_out' }),
  };
  const queue = instruments.gauge(databaseQueueRecords);
  const connected = instruments.gauge(databaseConnected);
  return {
    /** @param exemplar labels that identify the query's trace */
    queried: (operation: DatabaseOperation, seconds: number, exemplar: Labels | undefined) =>
      durations[operation].observe(seconds, exemplar),
    rows: (result: RowResult, count: number) => rows[result].increase(count),
    /** Number of records that are queued or being written. */
    queued: (records: number) => queue.set(records),
    connected: (isConnected: boolean) => connected.set(isConnected ? 1 : 0),
  };
}
