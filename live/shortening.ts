import type { Shortening } from 'observability-as-code/live';

/** By how much durations are divided, so that hours take minutes. */
export const FACTOR = 60;
/** Of rules about data that comes every few seconds, whatever the factor. */
export const DATA_FACTOR = 10;

const BY_ALERT: Readonly<Record<string, Shortening>> = {
  // Files are completed every five minutes.
  ObserverNoDataWritten: { factor: 1 },
  // A quantile over five seconds changes with every request.
  ObserverHighLatency: { factor: DATA_FACTOR },
  ObserverDatabaseQueriesSlow: { factor: DATA_FACTOR },
  ObserverWriteLag: { factor: DATA_FACTOR, seconds: [300] },
  ObserverWriteQueueSlow: { factor: DATA_FACTOR, seconds: [60] },
  ObserverKisRequestsFailing: { factor: DATA_FACTOR },
  ObserverTokenNearExpiry: { factor: FACTOR, seconds: [1800] },
  ObserverBackupTooOld: { factor: FACTOR, seconds: [93_600] },
};

export function shorteningOf(rule: Readonly<Record<string, unknown>>): Shortening {
  return BY_ALERT[String(rule.alert)] ?? { factor: FACTOR, seconds: [345_600] };
}
