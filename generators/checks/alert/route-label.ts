import { parseTemplate, renderTemplate } from '../../compile/template/index.ts';
import type { AlertSeverity } from '../../define/rules.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

const SEVERITIES: readonly string[] = ['critical', 'warning', 'info', 'none'] satisfies AlertSeverity[];

export const routeLabel = defineCheck({
  code: 'alert/route-label',
  severity: 'error',
  title: 'Every alert has the labels that Alertmanager routes by',
  reason: 'An alert without one of these labels takes the default route and may notify no receiver',
  page: {
    details:
      'The label `severity` is not `critical`, `warning`, `info` or `none`, or a label of `alerts.labels` in the configuration is missing or different.',
    impact: 'The alert takes the default route and may notify no receiver.',
    example: {
      language: 'ts',
      bad: "labels: { severity: 'page' }",
      good: "labels: { severity: 'critical', team: 'data' }",
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      const { severity } = alert.labels;
      if (severity === undefined || !SEVERITIES.includes(severity)) {
        yield {
          place: placeOf(alertDefinition(alert)),
          message:
            severity === undefined ? 'the label severity is missing' : `"${severity}" is not a severity`,
          remedy: `Set severity to one of ${SEVERITIES.join(', ')}`,
        };
      }
      for (const [label, value] of Object.entries(service.config.alerts.labels)) {
        if (plain(alert.labels[label]) === value) continue;
        yield {
          place: placeOf(alertDefinition(alert)),
          message: `the label ${label} is not "${value}", the value of alerts.labels in the configuration`,
          remedy: `Remove the label ${label} from the alert; the configuration sets it`,
        };
      }
    }
  },
});

/** Rule labels are templates, so a fixed value with braces is escaped. */
function plain(label: string | undefined): string | undefined {
  if (label === undefined || parseTemplate(label).errors.length > 0) return label;
  return renderTemplate(label, { labels: {}, value: 0 });
}
