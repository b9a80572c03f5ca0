import { type Duration, formatDuration, milliseconds } from '../../base/duration.ts';
import type { SloWindow } from '../../contract/objective-series.ts';

export type { SloWindow };

/**
 * The arithmetic of multi-window, multi-burn-rate alerts
 * (https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts). A burn rate of 1 uses
 * up the error budget exactly at the end of the period.
 */

/** How long an error budget must last. */
export type SloPeriod = '7d' | '28d' | '30d';

/** The long windows of pages and tickets: in each of them a part of the budget may burn. */
export const LONG_WINDOWS = ['1h', '6h', '1d', '3d'] as const satisfies readonly SloWindow[];
export type LongWindow = (typeof LONG_WINDOWS)[number];

/** Longest first: the longer the period, the less one bad day counts. */
const PERIODS = ['30d', '28d', '7d'] as const satisfies readonly SloPeriod[];

/** A twelfth of the long window: how soon the alert ends after the problem. The workbook's recommendation. */
const SHORT_WINDOWS: Readonly<Record<LongWindow, SloWindow>> = {
  '1h': '5m',
  '6h': '30m',
  '1d': '2h',
  '3d': '6h',
};

const SEVERITIES = {
  '1h': 'critical',
  '6h': 'critical',
  '1d': 'warning',
  '3d': 'warning',
} as const satisfies Record<LongWindow, 'critical' | 'warning'>;

/**
 * Share of the budget that burns within the long window when the alert fires. For 30 days it is the
 * workbook's table 5-8. A week has other shares, as in Sloth
 * (https://github.com/slok/sloth/blob/main/examples/windows/7d.yaml). No rate is below 1, at which the budget
 * would last longer than its period: over three days a week uses half of its budget, and 28 days use 12 %.
 */
const BUDGET_SHARES: Readonly<Record<SloPeriod, Readonly<Record<LongWindow, number>>>> = {
  '30d': { '1h': 0.02, '6h': 0.05, '1d': 0.1, '3d': 0.1 },
  '28d': { '1h': 0.02, '6h': 0.05, '1d': 0.1, '3d': 0.12 },
  '7d': { '1h': 0.08, '6h': 0.125, '1d': 0.2, '3d': 0.5 },
};

/** One alert rule: it fires while both windows burn faster than the factor. */
export interface BurnRateWindow {
  readonly long: LongWindow;
  readonly short: SloWindow;
  readonly severity: 'critical' | 'warning';
  /** Ratio of the period's budget. */
  readonly budgetShare: number;
  /** The burn rate at which that share burns within the long window. */
  readonly factor: number;
  /** How long both windows must burn before the alert fires. */
  readonly hold: Duration;
}

/** The four alert rules of an objective, the fastest burn first. */
export function burnRateWindows(period: SloPeriod): readonly BurnRateWindow[] {
  return LONG_WINDOWS.map((long) => {
    const short = SHORT_WINDOWS[long];
    const budgetShare = BUDGET_SHARES[period][long];
    return {
      long,
      short,
      severity: SEVERITIES[long],
      budgetShare,
      factor: significant((budgetShare * milliseconds(period)) / milliseconds(long)),
      hold: holdOf(short),
    };
  });
}

/**
 * Half of the short window, in whole minutes: 2m, 15m, 1h and 3h, as in kubernetes-mixin
 * (https://github.com/kubernetes-monitoring/kubernetes-mixin/blob/master/config.libsonnet). The workbook has
 * none. It prevents pages for a burst that is over by the time somebody looks.
 */
function holdOf(short: SloWindow): Duration {
  return formatDuration(Math.floor(milliseconds(short) / 2 / 60_000) * 60_000);
}

/** The longest period for which Prometheus keeps samples; undefined if it keeps less than a week. */
export function longestPeriod(retention: Duration): SloPeriod | undefined {
  return PERIODS.find((period) => milliseconds(period) <= milliseconds(retention));
}

/** The ratio of errors that the target allows: 0.995 allows 0.005. */
export function errorBudget(target: number): number {
  return significant(1 - target);
}

/** The ratio of errors at which the alert fires: `factor × (1 - target)`. */
export function errorRatioThreshold(factor: number, target: number): number {
  return significant(factor * errorBudget(target));
}

/** Milliseconds until a full budget is gone at this burn rate. */
export function timeToExhaustion(period: SloPeriod, factor: number): number {
  return milliseconds(period) / factor;
}

/** Removes the noise of binary fractions: `1 - 0.995` is 0.0050000000000000044. */
export function significant(value: number): number {
  return Number(value.toPrecision(12));
}
