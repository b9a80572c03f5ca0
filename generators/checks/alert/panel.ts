import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf, panelsOf } from '../service.ts';

export const panel = defineCheck({
  code: 'alert/panel',
  severity: 'error',
  title: 'Every alert opens a panel of the dashboard',
  reason: 'Whoever is woken by the alert has to look for the graph that shows it',
  page: {
    details:
      'No panel plots the signal that the alert compares, and the alert names no panel; or it names one that is not there. Or several panels plot the signal and the alert does not say which of them it opens: then its link would change with the order of the panels. An alert of severity `none` goes to machines and needs none.',
    impact: 'Whoever is woken by the alert has to look for the graph that shows it.',
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
        // Alerts of severity none go to machines.
        if (alert.definition.severity === 'none') continue;
        yield {
          place: place(),
          message: 'no panel plots what the alert compares, and it names none',
          remedy: "Plot its signal, or name the panel that shows it: panel: '<key>'",
        };
      } else if (!keys.includes(alert.panel)) {
        const near = nearest(alert.panel, keys);
        yield {
          place: place(),
          message: `the dashboard has no panel "${alert.panel}"`,
          remedy: near === undefined ? 'Name the key of a panel' : `Write panel: '${near}'`,
        };
      } else if (alert.definition.panel === undefined) {
        const signal = alert.definition.condition.threshold?.signal;
        const plotting = panelsOf(service).filter(({ definition }) =>
          definition.plots.some((plot) => plot.signal.key === signal),
        );
        if (plotting.length < 2) continue;
        yield {
          place: place(),
          message: `${plotting.length} panels plot what the alert compares: ${plotting.map(({ definition }) => definition.key).join(', ')}`,
          reason:
            'The link of the alert would follow whichever stands first, and change when panels are moved',
          remedy: `Name the one that the alert opens: panel: '${alert.panel}'`,
        };
      }
    }
  },
});
