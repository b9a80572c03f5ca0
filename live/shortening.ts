import type { Shortening } from 'observability-as-code/live';

/** By how much durations are divided, so that hours take minutes. */
export const FACTOR = 60;
/** Of rules about data that comes every few seconds, whatever the factor. */
export const DATA_FACTOR = 10;

/** Of the budgets' windows from two hours on. */
export const BUDGET_FACTOR = 180;

const BUDGET = 'ObserverErrorBudgetBurn';

const BY_ALERT: Readonly<Record<string, Shortening>> = {
  // Here files are completed once a minute, and not every five.
  ObserverNoDataWritten: { factor: 4 },
  // A disk that fails is tried every five seconds, and ten failures count.
  ObserverWriteErrors: { factor: 5 },
  // A quantile over five seconds changes with every request.
  ObserverHighLatency: { factor: DATA_FACTOR },
  ObserverDatabaseQueriesSlow: { factor: DATA_FACTOR },
  ObserverWriteLag: { factor: DATA_FACTOR, seconds: [300] },
  ObserverWriteQueueSlow: { factor: DATA_FACTOR, seconds: [60] },
  ObserverKisRequestsFailing: { factor: DATA_FACTOR },
  ObserverTokenNearExpiry: { factor: FACTOR, seconds: [1800] },
  ObserverBackupTooOld: { factor: FACTOR, seconds: [93_600] },
};

/** Windows of error budgets that would take minutes to forget a fault. */
const LONG_WINDOWS = /rate(2h|6h|1d|3d)\b/;

export function shorteningOf(rule: Readonly<Record<string, unknown>>): Shortening {
  const window = rule.alert === BUDGET ? `rate${shortWindowOf(rule)}` : String(rule.record);
  if (LONG_WINDOWS.test(window)) return { factor: BUDGET_FACTOR };
  return BY_ALERT[String(rule.alert)] ?? { factor: FACTOR, seconds: [345_600] };
}

function shortWindowOf({ labels }: Readonly<Record<string, unknown>>): string {
  const isLabelled = typeof labels === 'object' && labels !== null && 'short' in labels;
  return isLabelled ? String(labels.short) : '';
}

/** Alerts with a factor that no constant names, for the report. */
export const OTHER_FACTORS = Object.entries(BY_ALERT)
  .filter(([, { factor }]) => factor !== FACTOR && factor !== DATA_FACTOR)
  .map(([alert, { factor }]) => `${alert} by ${factor}`)
  .join(', ');
