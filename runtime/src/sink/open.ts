import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import type { Log } from '../telemetry/log.ts';
import { SinkError } from './errors.ts';
import { type SinkFileSystem, systemFileSystem } from './file-system.ts';
import { Maintenance } from './maintenance.ts';
import { SegmentFiles } from './segment-file.ts';
import { Segments } from './segments.ts';
import { type Durability, limitsFrom, type SinkLimits } from './settings.ts';
import { JsonlSink } from './sink.ts';
import type { SinkObserver } from './sink-observer.ts';
import { WriteFailures } from './write-failures.ts';
import { lockDirectory, type WriterLock, type WriterLockOptions } from './writer-lock.ts';

export interface JsonlSinkOptions {
  /** Gets the folders `swing` and `scalp`; made where it is not there. One process at a time writes to it. */
  readonly directory: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly observer: SinkObserver;
  /** `batch` where nothing is said. */
  readonly durability?: Durability;
  readonly limits?: Partial<SinkLimits>;
  readonly fileSystem?: SinkFileSystem;
}

/**
 * Opens the directory for writing: takes its lock, and completes what a former process left open. Described in
 * `docs/data-files.md`.
 *
 * @throws SinkError `sink/locked` where another process writes to it, `sink/unavailable` where it cannot be used
 * @throws RangeError where a limit is none
 */
export function openJsonlSink(options: JsonlSinkOptions): Promise<JsonlSink> {
  return openLocked(options, lockDirectory);
}

/** The same with a lock of the caller's, for a file system that is not the system's. */
export async function openLocked(
  options: JsonlSinkOptions,
  take: (options: WriterLockOptions) => Promise<WriterLock>,
): Promise<JsonlSink> {
  const { directory, clock, log, observer, durability = 'batch', fileSystem = systemFileSystem } = options;
  const limits = limitsFrom(options.limits);
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
  return new SinkError('sink/unavailable', `${directory} cannot be used: ${codeOf(error)}`, { cause: error });
}
