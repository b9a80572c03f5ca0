import type { Threshold } from '../../define/rules.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf, panelsOf } from '../service.ts';

export const threshold = defineCheck({
  code: 'alert/threshold',
  severity: 'error',
  title: 'Panels draw the thresholds of the alerts on their signals',
  reason: 'The panel does not show how close the value is to the alert, or shows a wrong threshold',
  page: {
    details:
      "The panel that plots the alert's signal draws no threshold, or another value or direction. Or no panel plots the signal, and the alert sets no `panel`.",
    example: {
      language: 'ts',
      bad: "condition: matching(where(errorRatio.query(scope), '>', 0.05))",
      good: "condition: compare(errorRatio, scope, '>', thresholds.httpErrorRatio)",
    },
  },
  *find(service) {
    const panels = panelsOf(service);
    for (const alert of alertsOf(service)) {
      const { condition, panel } = alert.definition;
      const compared = condition.threshold;
      if (compared === undefined) continue;
      const plotting = panels.filter(({ targets }) =>
        targets.some(({ plot }) => plot.signal.key === compared.signal),
      );
      const drawn = plotting.flatMap((one) =>
        one.thresholds.filter((line) => line.alert === alert.definition),
      );
      const place = () => placeOf(alertDefinition(alert));
      if (plotting.length === 0 && panel === undefined) {
        yield {
          place: place(),
          message: `the alert compares the signal "${compared.signal}", which no panel plots`,
          remedy: "Plot the signal, or set the panel that shows it: panel: '<key>'",
        };
      } else if (plotting.length > 0 && drawn.length === 0) {
        yield {
          place: place(),
          message: `panel ${plotting[0]?.definition.key} plots the signal without the threshold ${compared.value}`,
          remedy: 'Draw the threshold of the alert in the panel',
        };
      }
      for (const line of drawn.filter((one) => !isSame(one, compared))) {
        yield {
          place: place(),
          message: `the alert fires at ${compared.comparison} ${compared.value}, but the panel draws ${line.comparison} ${line.value}`,
          remedy: 'Use the same threshold for both',
        };
      }
    }
  },
});

function isSame(a: Threshold, b: Threshold): boolean {
  return a.signal === b.signal && a.comparison === b.comparison && a.value === b.value;
}
