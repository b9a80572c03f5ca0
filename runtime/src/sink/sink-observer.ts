import type { Track } from '../record.ts';
import type { WriteFailure } from './errors.ts';

/** What waits to be written, over all tracks. */
export interface QueueLength {
  readonly records: number;
  readonly bytes: number;
  /** Seconds since the oldest of them was accepted; 0 where there is none. */
  readonly oldestSeconds: number;
}

/** Who is told what the sink does. */
export interface SinkObserver {
  /** @param at milliseconds since 1970 */
  written(track: Track, records: number, bytes: number, at: number): void;
  /** A file was completed and closed. */
  completed(track: Track): void;
  /** How many files there are on the volume, open ones included. */
  files(track: Track, count: number): void;
  /** A write, a flush to the disk or a rename failed; it will be tried again. */
  failed(track: Track, reason: WriteFailure): void;
  /** A record found the queue at its limit. */
  refused(track: Track): void;
  /** Bytes after the last whole line were put aside. */
  torn(track: Track): void;
  queued(length: QueueLength): void;
}

export const silentSinkObserver: SinkObserver = {
  written: () => undefined,
  completed: () => undefined,
  files: () => undefined,
  failed: () => undefined,
  refused: () => undefined,
  torn: () => undefined,
  queued: () => undefined,
};
