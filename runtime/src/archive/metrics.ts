import { backupArchiveSize, backupFailures, backupLastSuccess } from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import type { ArchiveObserver } from './observer.ts';

/** Tells in the metrics of the contract what an archiver does. */
export function archiveMetrics(instruments: Instruments): ArchiveObserver {
  const size = instruments.gauge(backupArchiveSize);
  const success = instruments.gauge(backupLastSuccess);
  const failures = instruments.counter(backupFailures);
  return {
    newest: (bytes) => size.set(bytes),
    succeeded: (at) => success.set(at / 1000),
    failed: () => failures.increase(),
  };
}
