import type { Clock } from '../clock.ts';
import { codeOf } from '../files/error-code.ts';
import type { Log } from '../telemetry/log.ts';
import { SinkError } from './errors.ts';
import { type SinkFileSystem, systemFileSystem } from './file-system.ts';
import type { SinkObserver } from './observer.ts';
import { PartFiles } from './part-file.ts';
import { Parts } from './parts.ts';
import { type Durability, limitsFrom, type SinkLimits } from './settings.ts';
import { JsonlSink } from './sink.ts';
import { Troubles } from './troubles.ts';
import { Upkeep } from './upkeep.ts';
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
  const troubles = new Troubles(clock, log, observer);
  const upkeep = new Upkeep({ directory, fileSystem, log, observer, troubles });
  try {
    await upkeep.start(clock.monotonic());
  } catch (error) {
    await lock.release();
    throw unavailable(directory, error);
  }
  const files = new PartFiles({ directory, fileSystem, isDurable: durability !== 'none' });
  const parts = new Parts(clock, { files, durability, limits });
  return new JsonlSink({ clock, log, observer, limits, lock, parts, upkeep, troubles });
}

function unavailable(directory: string, error: unknown): SinkError {
  return new SinkError('sink/unavailable', `${directory} cannot be used: ${codeOf(error)}`, { cause: error });
}
