import type { Labels } from '../telemetry/domains.ts';

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

/** Receives the database writer's events. */
export interface DatabaseObserver {
  /** @param exemplar labels that identify the query's trace */
  queried(operation: DatabaseOperation, seconds: number, exemplar: Labels | undefined): void;
  rows(result: RowResult, count: number): void;
  /** Number of records that are queued or being written. */
  queued(records: number): void;
  connected(isConnected: boolean): void;
}

export const silentDatabaseObserver: DatabaseObserver = {
  queried: () => undefined,
  rows: () => undefined,
  queued: () => undefined,
  connected: () => undefined,
};
