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
import type { SinkObserver } from './sink-observer.ts';

/**
 * Records the sink's events in the metrics of the contract.
 *
 * @param startedAt when the process started, in milliseconds since 1970: reported as the last write until the
 *   first one
 */
export function sinkMetrics(instruments: Instruments, startedAt = performance.timeOrigin): SinkObserver {
  const tracks = {
    a: trackMetrics(instruments, 'a', startedAt),
    b: trackMetrics(instruments, 'b', startedAt),
  };
  const queueRecords = instruments.gauge(jsonlQueueRecords);
  const queueBytes = instruments.gauge(jsonlQueueBytes);
  const queueAge = instruments.gauge(jsonlQueueAge);
  return {
    written: (track, records, bytes, at) => {
      const { recordsWritten, bytesWritten, lastWrite } = tracks[track];
      recordsWritten.increase(records);
      bytesWritten.increase(bytes);
      lastWrite.set(at / 1000);
    },
    completed: (track) => tracks[track].filesWritten.increase(),
    files: (track, count) => tracks[track].files.set(count),
    failed: (track, reason) => tracks[track].errors[reason].increase(),
    refused: (track) => tracks[track].refused.increase(),
    torn: (track) => tracks[track].torn.increase(),
    queued: ({ records, bytes, oldestSeconds }) => {
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
