import { variablesIn } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { isRule, queriesOf } from '../queries.ts';
import { alertsOf } from '../service.ts';

export const variableInRule = defineCheck({
  code: 'promql/variable-in-rule',
  severity: 'error',
  title: 'Rules contain no Grafana variables',
  reason: 'Only Grafana replaces variables: Prometheus rejects the query, or matches the literal text',
  page: {
    details:
      'A rule query or an annotation contains `$name`, `${name}` or `[[name]]`. Prometheus templates such as `{{ $labels.pod }}` and `{{ $value }}` are allowed.',
    impact:
      'Only Grafana replaces variables. Prometheus rejects the range `[$__rate_interval]`, and `namespace="$namespace"` matches the literal text `$namespace`: the alert never fires.',
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
          message: `the rule contains the Grafana variable ${query.expression.slice(use.from, use.to)}`,
          remedy: 'Query the signal with a rule scope: a fixed namespace and a range such as 5m',
        };
      }
    }
    const declared = new Set(service.dashboard.definition.variables.map((variable) => variable.name));
    for (const alert of alertsOf(service)) {
      for (const [name, text] of Object.entries(alert.annotations)) {
        for (const use of variablesIn(withoutTemplates(text))) {
          // `$5` in a text is an amount of money.
          if (!declared.has(use.name) && !use.name.startsWith('__')) continue;
          yield {
            place: placeOf(alertDefinition(alert), text, use),
            message: `the annotation ${name} contains the Grafana variable ${text.slice(use.from, use.to)}`,
            remedy: 'Write the value itself, or a Prometheus template: {{ $labels.namespace }}',
          };
        }
      }
    }
  },
});

/** Blanks out template actions, whose `$labels` and `$value` are valid. Offsets do not change. */
function withoutTemplates(text: string): string {
  return text.replaceAll(/\{\{[\s\S]*?\}\}/g, (action) => ' '.repeat(action.length));
}
