import { variablesIn } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { isRule, queriesOf } from '../queries.ts';
import { alertsOf } from '../service.ts';

export const variableInRule = defineCheck({
  code: 'promql/variable-in-rule',
  severity: 'error',
  title: 'No rule holds a variable of the dashboard',
  reason:
    'Only Grafana fills variables in: Prometheus refuses the query, or compares with the name of the variable',
  page: {
    details:
      "The query of a rule, or an annotation, holds `$name`, `${name}` or `[[name]]`. Prometheus' own `{{ $labels.pod }}` and `{{ $value }}` are no such variables.",
    impact:
      'Only Grafana fills variables in. Prometheus refuses a range of `$__rate_interval`, and compares `namespace="$namespace"` with the name of the variable: the alert can never fire.',
    example: {
      language: 'promql',
      bad: 'rate(http_requests_total{namespace="$namespace"}[$__rate_interval])',
      good: 'rate(http_requests_total{namespace="observer-prod"}[5m])',
    },
  },
  *find(service) {
    for (const query of queriesOf(service)) {
      if (!isRule(query)) continue;
      for (const use of query.analysis.variables) {
        yield {
          place: query.at(use),
          message: `the rule holds the Grafana variable ${query.expression.slice(use.from, use.to)}`,
          remedy: 'Ask the signal with a rule scope: a fixed namespace, and a window such as 5m',
        };
      }
    }
    const declared = new Set(service.dashboard.definition.variables.map((variable) => variable.name));
    for (const alert of alertsOf(service)) {
      for (const [name, text] of Object.entries(alert.annotations)) {
        for (const use of variablesIn(withoutTemplates(text))) {
          // `$5` in a text is money.
          if (!declared.has(use.name) && !use.name.startsWith('__')) continue;
          yield {
            place: placeOf(alertDefinition(alert), text, use),
            message: `the annotation ${name} holds the Grafana variable ${text.slice(use.from, use.to)}`,
            remedy: 'Write the value itself, or a template of Prometheus: {{ $labels.namespace }}',
          };
        }
      }
    }
  },
});

/** `$labels` and `$value` in template actions are Prometheus' own. Offsets stay. */
function withoutTemplates(text: string): string {
  return text.replaceAll(/\{\{[\s\S]*?\}\}/g, (action) => ' '.repeat(action.length));
}
