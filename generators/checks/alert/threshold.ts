import type { Threshold } from '../../define/rules.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf, panelsOf } from '../service.ts';

export const threshold = defineCheck({
  code: 'alert/threshold',
  severity: 'error',
  title: 'What an alert compares with is drawn where its signal is plotted',
  reason:
    'On the panel nobody can see how far the value is from the alert, or sees a line that is not the alert',
  page: {
    details:
      "The panel that plots the alert's signal does not draw the line, or draws another value or direction; or no panel plots the signal and the alert names none.",
    impact:
      'On the panel nobody can see how far the value is from the alert, or sees a line that is not the alert.',
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
          remedy: "Plot the signal, or name the panel that shows it: panel: '<key>'",
        };
      } else if (plotting.length > 0 && drawn.length === 0) {
        yield {
          place: place(),
          message: `panel ${plotting[0]?.definition.key} plots the signal without the line at ${compared.value}`,
          remedy: 'Draw the threshold of the alert on the panel',
        };
      }
      for (const line of drawn.filter((one) => !isSame(one, compared))) {
        yield {
          place: place(),
          message: `the alert compares ${compared.comparison} ${compared.value}, the panel draws ${line.comparison} ${line.value}`,
          remedy: 'Take both from the same threshold',
        };
      }
    }
  },
});

function isSame(a: Threshold, b: Threshold): boolean {
  return a.signal === b.signal && a.comparison === b.comparison && a.value === b.value;
}
