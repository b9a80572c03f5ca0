import { type Catalogue, COMPARISONS, type Syntax, typeOf } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { alertsOf } from '../service.ts';

export const noCondition = defineCheck({
  code: 'alert/no-condition',
  severity: 'error',
  title: 'Alert queries have a condition',
  reason: 'An alert is active whenever its query returns a sample, whatever the value: this one always does',
  page: {
    details:
      "The alert query always returns a sample: it has no comparison and no `absent`, or `bool` keeps samples that do not meet the condition. An alert of severity `none` (a dead man's switch) is allowed to always fire.",
    impact:
      'An alert is active whenever its query returns a sample, whatever the value: this one always fires.',
    example: {
      language: 'promql',
      bad: 'pg_up > bool 0',
      good: 'pg_up == 0',
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      // A dead man's switch always fires.
      if (alert.definition.severity === 'none') continue;
      const query = queryOf(service, alert);
      if (query?.analysis.syntax === undefined || !alwaysHasSamples(query.analysis.syntax, query.catalogue))
        continue;
      const hasBool = / bool\b/.test(alert.expression);
      yield {
        place: query.at(),
        message: hasBool
          ? '"bool" returns 0 or 1, and the alert fires on both'
          : 'the alert query has no condition',
        remedy: hasBool
          ? 'Remove "bool", so that the comparison filters samples'
          : "Compare with a threshold, compare(signal, scope, '>', value), or use absent(…)",
      };
    }
  },
});

/** Whether nothing in the query filters samples. */
function alwaysHasSamples(node: Syntax, catalogue: Catalogue): boolean {
  switch (node.type) {
    case 'number':
    case 'string':
      return true;
    case 'selector': {
      const series = node.metric === undefined ? [] : catalogue.seriesNamed(node.metric.text);
      // A series that appears only after an event is a condition by itself.
      return series.length > 0 && series.every((one) => one.presence === 'always');
    }
    case 'subquery':
    case 'unary':
      return alwaysHasSamples(node.inner, catalogue);
    case 'call':
      if (node.name.startsWith('absent')) return false;
      return node.arguments.every((argument) => alwaysHasSamples(argument, catalogue));
    case 'aggregation':
      return node.arguments.every((argument) => alwaysHasSamples(argument, catalogue));
    case 'binary': {
      const isFilter = COMPARISONS.has(node.operator) && !node.returnsBool && typeOf(node) === 'vector';
      if (isFilter || node.operator === 'unless') return false;
      const left = alwaysHasSamples(node.left, catalogue);
      const right = alwaysHasSamples(node.right, catalogue);
      return node.operator === 'or' ? left || right : left && right;
    }
  }
}
