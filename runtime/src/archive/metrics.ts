import {
  backupArchiveSize,
  backupConfigured,
  backupFailures,
  backupLastSuccess,
} from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { ArchiveObserver } from './archive-observer.ts';

/** Records the archiver's events, if there is one, in the metrics of the contract. */
export function archiveMetrics(instruments: Instruments, isConfigured: boolean): ArchiveObserver {
  instruments.gauge(backupConfigured).set(isConfigured ? 1 : 0);
  const size = instruments.gauge(backupArchiveSize);
  const success = instruments.gauge(backupLastSuccess);
  const failures = instruments.counter(backupFailures);
  return {
    newest: (bytes) => size.set(bytes),
    succeeded: (at) => success.set(at / 1000),
    failed: () => failures.increase(),
  };
}
