import type { Labels } from '../telemetry/domains.ts';

/** What a query is for: the values of the contract's label `operation`. */
export type DatabaseOperation = 'insert' | 'select' | 'migrate';

/** What became of a record: the values of the contract's label `result`. */
export type RowResult =
  | 'inserted'
  /** It was there already: sent before, loaded before, or received twice. */
  | 'duplicate'
  /** It would never fit, so nobody tries again. */
  | 'refused'
  /** It found the queue full, or was in it when the writer was closed. */
  | 'left_out';

/** Who is told what the database writer does. */
export interface DatabaseObserver {
  /** @param exemplar labels that lead to the trace of the query */
  queried(operation: DatabaseOperation, seconds: number, exemplar: Labels | undefined): void;
  rows(result: RowResult, count: number): void;
  /** Records that wait or are being written. */
  queued(records: number): void;
  connected(isConnected: boolean): void;
}

export const silentDatabaseObserver: DatabaseObserver = {
  queried: () => undefined,
  rows: () => undefined,
  queued: () => undefined,
  connected: () => undefined,
};
