import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import type { Log } from '../telemetry/log.ts';
import { SinkError } from './errors.ts';
import { type SinkFileSystem, systemFileSystem } from './file-system.ts';
import { Maintenance } from './maintenance.ts';
import type { SinkObserver } from './metrics.ts';
import { SegmentFiles } from './segment-file.ts';
import { Segments } from './segments.ts';
import { type Durability, defaultLimits, type SinkLimits } from './settings.ts';
import { JsonlSink } from './sink.ts';
import { WriteFailures } from './write-failures.ts';
import { lockDirectory, type WriterLock, type WriterLockOptions } from './writer-lock.ts';

export interface JsonlSinkOptions {
  /** The parent of the folders `swing` and `scalp`; created if missing. One process at a time writes to it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: SinkObserver;
  /** `batch` by default. */
  readonly durability?: Durability;
  readonly limits?: Partial<SinkLimits>;
  readonly fileSystem?: SinkFileSystem;
}

/**
 * Opens the directory for writing: takes its lock, and completes files that a previous process left open.
 * Described in `docs/data-files.md`.
 *
 * @throws SinkError `sink/locked` if another process is writing to it, `sink/unavailable` if it is unusable
 */
export function openJsonlSink(options: JsonlSinkOptions): Promise<JsonlSink> {
  return openLocked(options, lockDirectory);
}

/** The same with the caller's lock, for other file systems. */
export async function openLocked(
  options: JsonlSinkOptions,
  take: (options: WriterLockOptions) => Promise<WriterLock>,
): Promise<JsonlSink> {
  const { directory, clock, log, observer, durability = 'batch', fileSystem = systemFileSystem } = options;
  const limits = { ...defaultLimits, ...options.limits };
  await fileSystem.makeDirectory(directory).catch((error: unknown) => {
    throw unavailable(directory, error);
  });
  const lock = await take({ directory, clock, ttl: limits.lockMilliseconds });
  const failures = new WriteFailures(clock, log, observer);
  const maintenance = new Maintenance({ directory, fileSystem, log, observer, failures });
  try {
    await maintenance.start(clock.monotonic());
  } catch (error) {
    await lock.release();
    throw unavailable(directory, error);
  }
  const files = new SegmentFiles({ directory, fileSystem, isDurable: durability !== 'none' });
  const segments = new Segments(clock, { files, durability, limits });
  return new JsonlSink({ clock, log, observer, limits, lock, segments, maintenance, failures });
}

function unavailable(directory: string, error: unknown): SinkError {
  return new SinkError('sink/unavailable', `${directory} is unusable: ${codeOf(error)}`, { cause: error });
}
