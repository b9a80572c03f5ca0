import { type Clock, systemClock } from '../clock.ts';
import type { Log } from '../telemetry/log.ts';
import { serverOf } from './address.ts';
import { type DatabaseLimits, defaultDatabaseLimits } from './limits.ts';
import { Link } from './link.ts';
import type { DatabaseObserver } from './metrics.ts';
import { openMigrated } from './open.ts';
import { DatabaseWriter } from './writer.ts';

export { databaseMetrics } from './metrics.ts';
export { databaseAddress } from './settings.ts';
export type { DatabaseWriter } from './writer.ts';

export interface DatabaseWriterOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the other parameters of `pg`. */
  readonly url: string;
  readonly clock?: Clock;
  readonly log: Log;
  readonly observer: DatabaseObserver;
  readonly limits?: Partial<DatabaseLimits>;
}

/**
 * Opens a writer, which connects by itself, now and whenever the connection is lost. Described in
 * `docs/database.md`.
 *
 * @throws DatabaseError `database/address-invalid`
 */
export function openDatabaseWriter(options: DatabaseWriterOptions): DatabaseWriter {
  const { url, clock = systemClock, log, observer } = options;
  const server = serverOf(url);
  const limits = { ...defaultDatabaseLimits, ...options.limits };
  const open = (signal: AbortSignal) => openMigrated({ url, limits, observer }, signal);
  const link = new Link({ open, clock, log, observer, limits });
  return new DatabaseWriter({ server, link, clock, log, observer, limits });
}
