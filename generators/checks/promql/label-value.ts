import { anchoredExpression } from '../../config/schema/re2.ts';
import type { Matcher } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const labelValue = defineCheck({
  code: 'promql/label-value',
  severity: 'error',
  title: 'A matcher on a label with fixed values selects some of them, but not all',
  reason:
    'The matcher selects nothing or filters nothing: the query is empty, or includes series that it should exclude',
  page: {
    details:
      'The contract lists all values of the label (`oneOf(…)`), and the matcher selects none of them, excludes none of them, or excludes all of them. Regexes are anchored at both ends.',
    impact: 'The query is always empty, or includes series that it should exclude.',
    example: {
      language: 'promql',
      bad: 'rate(upstream_requests_total{result="error"}[5m])',
      good: 'rate(upstream_requests_total{result=~"failed|timeout"}[5m])',
    },
  },
  *find(service) {
    for (const { analysis, catalogue, at } of queriesOf(service)) {
      for (const { selector } of analysis.selectors) {
        const series = selector.metric === undefined ? [] : catalogue.seriesNamed(selector.metric.text);
        for (const matcher of selector.matchers) {
          const domains = series.map((one) => one.domains[matcher.label.text]);
          const values = domains.flatMap((domain) => (domain?.kind === 'one-of' ? [...domain.values] : []));
          if (matcher.hasVariable || values.length === 0 || domains.some((one) => one?.kind !== 'one-of'))
            continue;
          const problem = explain(matcher, values);
          if (problem === undefined) continue;
          yield {
            place: at(matcher),
            message: `${matcher.label.text}${matcher.operator}${JSON.stringify(matcher.value)} ${problem}`,
            remedy: `Use one of the values that the contract lists for "${matcher.label.text}": ${[...new Set(values)].join(', ')}`,
          };
        }
      }
    }
  },
});

function explain({ operator, value }: Matcher, values: readonly string[]): string | undefined {
  const expression = operator.endsWith('~') ? anchoredExpression(value) : undefined;
  // Skip regexes that JavaScript cannot compile.
  if (operator.endsWith('~') && expression === undefined) return undefined;
  const test = (candidate: string) => expression?.test(candidate) ?? candidate === value;
  const matched = values.filter(test).length;
  if (operator === '=' || operator === '=~')
    return matched === 0 ? 'matches no value of the label' : undefined;
  // `!=""` requires the label to exist; stating that is fine even if it always does.
  if (matched === 0) return value === '' ? undefined : 'excludes nothing: the label never has this value';
  return matched === values.length ? 'excludes every value of the label' : undefined;
}
