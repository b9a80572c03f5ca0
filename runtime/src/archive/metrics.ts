import {
  backupArchiveSize,
  backupConfigured,
  backupFailures,
  backupLastSuccess,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';

export type ArchiveObserver = ReturnType<typeof archiveMetrics>;

/** Records the archiver's events, if there is one, in the metrics of the contract. */
export function archiveMetrics(instruments: Instruments, isConfigured: boolean) {
  instruments.gauge(backupConfigured).set(isConfigured ? 1 : 0);
  const size = instruments.gauge(backupArchiveSize);
  const success = instruments.gauge(backupLastSuccess);
  const failures = instruments.counter(backupFailures);
  return {
    /** The size of the newest archive; also reported at the start for an existing one. */
    newest: (bytes: number) => size.set(bytes),
    /** When a run last left nothing behind; also reported at the start for a previous process. */
    succeeded: (at: number) => success.set(at / 1000),
    /** A run left something behind. */
    failed: () => failures.increase(),
  };
}
