import {
  databaseConnected,
  databaseQueryDuration,
  databaseQueueRecords,
  databaseRows,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { DatabaseObserver } from './database-observer.ts';

/** Records the database writer's events in the metrics of the contract. */
export function databaseMetrics(instruments: Instruments): DatabaseObserver {
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
    queried: (operation, seconds, exemplar) => durations[operation].observe(seconds, exemplar),
    rows: (result, count) => rows[result].increase(count),
    queued: (records) => queue.set(records),
    connected: (isConnected) => connected.set(isConnected ? 1 : 0),
  };
}
