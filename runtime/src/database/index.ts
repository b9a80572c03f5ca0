import { DatabaseWriter, type DatabaseWriterOptions } from './writer.ts';

export { databaseMetrics } from './metrics.ts';
export { databaseAddress } from './settings.ts';
export type { DatabaseWriter, DatabaseWriterOptions } from './writer.ts';

/**
 * Opens a writer, which connects by itself, now and whenever the connection is lost. Described in
 * `docs/database.md`.
 *
 * @throws DatabaseError `database/address-invalid`
 */
export function openDatabaseWriter(options: DatabaseWriterOptions): DatabaseWriter {
  return new DatabaseWriter(options);
}
