import { anchoredExpression } from '../../config/schema/re2.ts';
import type { Matcher } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const labelValue = defineCheck({
  code: 'promql/label-value',
  severity: 'error',
  title: 'A matcher on a label with fixed values selects some of them',
  reason:
    'The condition can never be met, or can never fail: the query is empty, or counts what it means to leave out',
  page: {
    details:
      'The contract knows all values of the label (`oneOf(…)`), and the matcher selects none of them, leaves nothing out, or leaves all of them out. Regexes are anchored at both ends.',
    impact: 'The query is always empty, or counts what it means to leave out.',
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
            remedy: `Use the values that the contract has for "${matcher.label.text}": ${[...new Set(values)].join(', ')}`,
          };
        }
      }
    }
  },
});

function explain({ operator, value }: Matcher, values: readonly string[]): string | undefined {
  const expression = operator.endsWith('~') ? anchoredExpression(value) : undefined;
  // A regex that JavaScript cannot read is left alone.
  if (operator.endsWith('~') && expression === undefined) return undefined;
  const test = (candidate: string) => expression?.test(candidate) ?? candidate === value;
  const matched = values.filter(test).length;
  if (operator === '=' || operator === '=~')
    return matched === 0 ? 'matches no value of the label' : undefined;
  // `!=""` asks for the label to be there, which is a thing to say even where it always is.
  if (matched === 0)
    return value === '' ? undefined : 'leaves nothing out, as no value of the label is like this';
  return matched === values.length ? 'leaves every value of the label out' : undefined;
}
