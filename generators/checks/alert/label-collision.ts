import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';

export const labelCollision = defineCheck({
  code: 'alert/label-collision',
  severity: 'error',
  title: 'Labels of an alert do not replace labels of its query',
  reason: 'Samples that differ only in that label become one alert, and Prometheus fails the whole rule',
  page: {
    details:
      'A label of the rule, or one of `alerts.labels` in the configuration (`service` and `team` by default), has the name of a label that the query keeps.',
    impact:
      'The value of the query is lost. If two samples differ only in that label, the rule fails with "vector contains metrics with the same labelset", and none of its alerts fires.',
    example: {
      language: 'ts',
      bad: "condition: compare(errors, scope, '>', 0), // by service\nlabels: { service: 'shop' }",
      good: "condition: compare(errors, scope, '>', 0), // by job",
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      const kept = new Set(alert.definition.condition.query.labels);
      for (const label of Object.keys(alert.labels).filter((name) => kept.has(name))) {
        yield {
          place: placeOf(alertDefinition(alert)),
          message: `the rule sets the label ${label}, which the query keeps as well`,
          remedy: `Leave ${label} out of the aggregation of the query, or remove it from the labels of the alert or of the configuration`,
        };
      }
    }
  },
});
