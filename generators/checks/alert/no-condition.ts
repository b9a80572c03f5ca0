import { type Catalogue, COMPARISONS, type Syntax, typeOf } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { alertsOf } from '../service.ts';

export const noCondition = defineCheck({
  code: 'alert/no-condition',
  severity: 'error',
  title: 'An alert fires under a condition',
  reason: 'An alert is active matching its query has a sample, whatever the value: this one always has',
  page: {
    details:
      "The query of the alert has a sample whatever happens: nothing compares, nothing asks for absence, or `bool` keeps what does not hold. An alert of severity `none` (a dead man's switch) is meant to be so.",
    impact: 'An alert is active whenever its query has a sample, whatever the value: this one always fires.',
    example: {
      language: 'promql',
      bad: 'pg_up > bool 0',
      good: 'pg_up == 0',
    },
  },
  *find(service) {
    for (const alert of alertsOf(service)) {
      // A dead man's switch is meant to fire always.
      if (alert.definition.severity === 'none') continue;
      const query = queryOf(service, alert);
      if (query?.analysis.syntax === undefined || !alwaysHasSamples(query.analysis.syntax, query.catalogue))
        continue;
      const hasBool = / bool\b/.test(alert.expression);
      yield {
        place: query.at(),
        message: hasBool
          ? '"bool" gives 0 or 1, and both make the alert fire'
          : 'the alert compares with nothing',
        remedy: hasBool
          ? 'Compare without "bool", so that samples which do not hold are left out'
          : "Compare with a threshold, compare(signal, scope, '>', value), or ask for absence",
      };
    }
  },
});

/** True where nothing in the query leaves samples out. */
function alwaysHasSamples(node: Syntax, catalogue: Catalogue): boolean {
  switch (node.type) {
    case 'number':
    case 'string':
      return true;
    case 'selector': {
      const series = node.metric === undefined ? [] : catalogue.seriesNamed(node.metric.text);
      // A series that comes with an event is a condition by itself.
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
