import { nearest } from '../../base/nearest.ts';
import type { CompiledAlert, CompiledPanel } from '../../compile/model.ts';
import type { Alert } from '../../define/rules.ts';
import { defineCheck, type Finding } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf, panelsOf } from '../service.ts';

export const panel = defineCheck({
  code: 'alert/panel',
  severity: 'error',
  title: 'Every alert links to a panel that shows what it compares',
  reason: 'The on-call engineer has to search for the graph that shows the problem',
  page: {
    details:
      'Either no panel or several panels plot the signal of the alert, and the alert does not choose one with `panel`. Or its `panel` does not exist, or does not plot the signal (for an alert without a signal: the metrics that it reads). An alert of severity `none` is handled by machines and needs no panel.',
    example: {
      language: 'ts',
      bad: "alert('ObserverTargetMissing', { condition: matching(absent(…)), … })",
      good: "alert('ObserverTargetMissing', { condition: matching(absent(…)), panel: 'scrape-targets', … })",
    },
  },
  *find(service) {
    const panels = panelsOf(service);
    for (const alert of alertsOf(service)) {
      const said = wrongWith(alert, panels);
      if (said !== undefined) yield { place: placeOf(alertDefinition(alert)), ...said };
    }
  },
});

function wrongWith(
  { definition, panel: key }: CompiledAlert,
  panels: readonly CompiledPanel[],
): Omit<Finding, 'place'> | undefined {
  // Alerts of severity none are handled by machines.
  const isForPeople = definition.severity !== 'none';
  if (key === undefined) {
    return isForPeople
      ? {
          message: 'no panel plots the signal of the alert, and the alert sets no panel',
          remedy: "Plot the signal, or set the panel that shows it: panel: '<key>'",
        }
      : undefined;
  }
  const keyOf = (panel: CompiledPanel) => panel.definition.key;
  const opened = panels.find((panel) => keyOf(panel) === key);
  if (opened === undefined) {
    const near = nearest(key, panels.map(keyOf));
    return {
      message: `the dashboard has no panel "${key}"`,
      remedy: near === undefined ? 'Use the key of an existing panel' : `Write panel: '${near}'`,
    };
  }
  const hidden = isForPeople ? hiddenIn(opened, definition) : [];
  if (hidden.length > 0) {
    return {
      message: `panel ${key} does not show ${hidden.join(' and ')}, which the alert compares`,
      reason: 'Whoever opens the link sees nothing wrong, and looks elsewhere',
      remedy: 'Plot it in that panel, or set the panel that plots it',
    };
  }
  const plotting = panels.filter(
    (panel) => !panel.definition.isSummary && plots(panel, definition.condition.threshold?.signal),
  );
  if (definition.panel !== undefined || plotting.length < 2) return undefined;
  return {
    message: `${plotting.length} panels plot the signal of the alert: ${plotting.map(keyOf).join(', ')}`,
    reason: 'The alert would link to the first of them, and the link would change when panels move',
    remedy: `Choose the panel that the alert links to: panel: '${key}'`,
  };
}

/** What the alert compares and the panel does not plot: its signal, or else the metrics that it reads. */
function hiddenIn(panel: CompiledPanel, { condition: { threshold, measured } }: Alert): readonly string[] {
  if (threshold !== undefined) {
    return plots(panel, threshold.signal) ? [] : [`the signal "${threshold.signal}"`];
  }
  const plotted = new Set(panel.targets.flatMap(({ query }) => query.reads.map(({ name }) => name)));
  return [...new Set(measured.reads.map(({ name }) => name))].filter((name) => !plotted.has(name));
}

const plots = ({ targets }: CompiledPanel, signal: string | undefined): boolean =>
  targets.some(({ plot }) => plot.signal.key === signal);
