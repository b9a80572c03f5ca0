import type { Dashboard, Panel } from '../define/dashboard.ts';
import type { Alert } from '../define/rules.ts';
import type { CompiledAlert, DrawnThreshold } from './model.ts';

/** Connects alerts and panels by the signal that one compares and the other plots. */

/** The panel to show for an alert: the one it names, otherwise the first full panel that plots its signal. */
export function panelOf(
  { panel, condition: { threshold } }: Alert,
  dashboard: Dashboard,
): string | undefined {
  if (panel !== undefined || threshold === undefined) return panel;
  return dashboard.rows
    .flatMap((row) => row.panels)
    .find(({ plots, isSummary }) => !isSummary && plots.some(({ signal }) => signal.key === threshold.signal))
    ?.key;
}

/** The alerts that open this panel. */
export function alertsOn({ key }: Panel, alerts: readonly CompiledAlert[]): readonly CompiledAlert[] {
  return alerts.filter(({ panel }) => panel === key);
}

/** The thresholds of all alerts that compare a signal of this panel. */
export function thresholdsOn({ plots }: Panel, alerts: readonly CompiledAlert[]): readonly DrawnThreshold[] {
  const signals = new Set(plots.map(({ signal }) => signal.key));
  return alerts.flatMap(({ definition }) => {
    const { threshold } = definition.condition;
    return threshold !== undefined && signals.has(threshold.signal)
      ? [{ ...threshold, alert: definition }]
      : [];
  });
}
