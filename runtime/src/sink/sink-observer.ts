import type { Track } from '../record.ts';
import type { WriteFailure } from './errors.ts';

/** What is waiting to be written, over all tracks. */
export interface QueueLength {
  readonly records: number;
  readonly bytes: number;
  /** Seconds since the oldest of them was accepted; 0 if there is none. */
  readonly oldestSeconds: number;
}

/** Receives the sink's events. */
export interface SinkObserver {
  /** @param at milliseconds since 1970 */
  written(track: Track, records: number, bytes: number, at: number): void;
  /** A file was completed and closed. */
  completed(track: Track): void;
  /** Number of files on the volume, including open ones. */
  files(track: Track, count: number): void;
  /** A write, a flush or a rename failed and will be retried. */
  failed(track: Track, reason: WriteFailure): void;
  /** A record was refused because the queue is full. */
  refused(track: Track): void;
  /** Bytes after the last complete line were put aside. */
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
