import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf, panelsOf } from '../service.ts';

export const panel = defineCheck({
  code: 'alert/panel',
  severity: 'error',
  title: 'Every alert links to a panel of the dashboard',
  reason: 'The on-call engineer has to search for the graph that shows the problem',
  page: {
    details:
      'No panel plots the signal of the alert and the alert sets no `panel`; the `panel` does not exist; or several panels plot the signal and the alert does not choose one, so its link would depend on the order of the panels. An alert of severity `none` is handled by machines and needs no panel.',
    impact: 'The on-call engineer has to search for the graph that shows the problem.',
    example: {
      language: 'ts',
      bad: "alert('ObserverTargetMissing', { condition: matching(absent(…)), … })",
      good: "alert('ObserverTargetMissing', { condition: matching(absent(…)), panel: 'pod-status', … })",
    },
  },
  *find(service) {
    const keys = panelsOf(service).map(({ definition }) => definition.key);
    for (const alert of alertsOf(service)) {
      const place = () => placeOf(alertDefinition(alert));
      if (alert.panel === undefined) {
        // Alerts of severity none are handled by machines.
        if (alert.definition.severity === 'none') continue;
        yield {
          place: place(),
          message: 'no panel plots the signal of the alert, and the alert sets no panel',
          remedy: "Plot the signal, or set the panel that shows it: panel: '<key>'",
        };
      } else if (!keys.includes(alert.panel)) {
        const near = nearest(alert.panel, keys);
        yield {
          place: place(),
          message: `the dashboard has no panel "${alert.panel}"`,
          remedy: near === undefined ? 'Use the key of an existing panel' : `Write panel: '${near}'`,
        };
      } else if (alert.definition.panel === undefined) {
        const signal = alert.definition.condition.threshold?.signal;
        const plotting = panelsOf(service).filter(({ definition }) =>
          definition.plots.some((plot) => plot.signal.key === signal),
        );
        if (plotting.length < 2) continue;
        yield {
          place: place(),
          message: `${plotting.length} panels plot the signal of the alert: ${plotting.map(({ definition }) => definition.key).join(', ')}`,
          reason: 'The alert would link to the first of them, and the link would change when panels move',
          remedy: `Choose the panel that the alert links to: panel: '${alert.panel}'`,
        };
      }
    }
  },
});
