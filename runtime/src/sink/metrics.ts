import {
  jsonlBytesWritten,
  jsonlFiles,
  jsonlFilesWritten,
  jsonlLastWrite,
  jsonlQueueAge,
  jsonlQueueBytes,
  jsonlQueueRecords,
  jsonlRecordsRefused,
  jsonlRecordsWritten,
  jsonlTornLines,
  jsonlWriteErrors,
} from 'observer-metrics/observer';
import type { Track } from '../record.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import type { WriteFailure } from './errors.ts';

/** What is waiting to be written, over all tracks. */
export interface QueueLength {
  readonly records: number;
  readonly bytes: number;
  /** Seconds since the oldest of them was accepted; 0 if there is none. */
  readonly oldestSeconds: number;
}

export type SinkObserver = ReturnType<typeof sinkMetrics>;

/**
 * Records the sink's events in the metrics of the contract.
 *
 * @param startedAt when the process started, in milliseconds since 1970: reported as the last write until the
 *   first one
 */
export function sinkMetrics(instruments: Instruments, startedAt = performance.timeOrigin) {
  const tracks = {
    a: trackMetrics(instruments, 'a', startedAt),
    b: trackMetrics(instruments, 'b', startedAt),
  };
  const queueRecords = instruments.gauge(jsonlQueueRecords);
  const queueBytes = instruments.gauge(jsonlQueueBytes);
  const queueAge = instruments.gauge(jsonlQueueAge);
  return {
    /** @param at milliseconds since 1970 */
    written: (track: Track, records: number, bytes: number, at: number) => {
      const { recordsWritten, bytesWritten, lastWrite } = tracks[track];
      recordsWritten.increase(records);
      bytesWritten.increase(bytes);
      lastWrite.set(at / 1000);
    },
    /** A file was completed and closed. */
    completed: (track: Track) => tracks[track].filesWritten.increase(),
    /** Number of files on the volume, including open ones. */
    files: (track: Track, count: number) => tracks[track].files.set(count),
    /** A write, a flush or a rename failed and will be retried. */
    failed: (track: Track, reason: WriteFailure) => tracks[track].errors[reason].increase(),
    /** A record was refused because the queue is full. */
    refused: (track: Track) => tracks[track].refused.increase(),
    /** Bytes after the last complete line were put aside. */
    torn: (track: Track) => tracks[track].torn.increase(),
    queued: ({ records, bytes, oldestSeconds }: QueueLength) => {
      queueRecords.set(records);
      queueBytes.set(bytes);
      queueAge.set(oldestSeconds);
    },
  };
}

function trackMetrics(instruments: Instruments, track: Track, startedAt: number) {
  const lastWrite = instruments.gauge(jsonlLastWrite, { track });
  lastWrite.set(startedAt / 1000);
  const errors = (reason: string) => instruments.counter(jsonlWriteErrors, { track, reason });
  return {
    lastWrite,
    filesWritten: instruments.counter(jsonlFilesWritten, { track }),
    recordsWritten: instruments.counter(jsonlRecordsWritten, { track }),
    bytesWritten: instruments.counter(jsonlBytesWritten, { track }),
    files: instruments.gauge(jsonlFiles, { track }),
    errors: { no_space: errors('no_space'), read_only: errors('read_only'), other: errors('other') },
    refused: instruments.counter(jsonlRecordsRefused, { track }),
    torn: instruments.counter(jsonlTornLines, { track }),
  };
}
