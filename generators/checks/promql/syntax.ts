import { explainPattern } from '../../config/schema/re2.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const syntax = defineCheck({
  code: 'promql/syntax',
  severity: 'error',
  title: 'Queries parse, have valid types and use RE2 regexes',
  reason: 'Prometheus rejects the query: the panel shows an error, or the whole rule file fails to load',
  page: {
    details:
      'The query does not parse, a function gets a range vector instead of an instant vector (or vice versa), or a regex uses features that RE2 lacks (lookaround, backreferences). Grafana variables may replace a number, a duration or a name.',
    impact:
      'Prometheus rejects the query. A panel shows an error. A rule file with one such query does not load, so all of its alerts are lost.',
    example: {
      language: 'promql',
      bad: 'rate(http_requests_total)',
      good: 'rate(http_requests_total[5m])',
    },
  },
  *find(service) {
    for (const query of queriesOf(service)) {
      for (const problem of query.analysis.problems) {
        yield {
          place: query.at(problem),
          message: problem.message,
          remedy:
            'Correct the query, or write it with the builder in generators/promql, which produces only valid queries',
        };
      }
      for (const { selector } of query.analysis.selectors) {
        for (const matcher of selector.matchers) {
          if (matcher.hasVariable || !matcher.operator.endsWith('~')) continue;
          const problem = explainPattern(matcher.value);
          if (problem === undefined) continue;
          yield {
            place: query.at(matcher),
            message: `the regex of "${matcher.label.text}" ${problem}`,
            remedy:
              'Write an RE2 regex (https://github.com/google/re2/wiki/Syntax); Prometheus anchors it at both ends',
          };
        }
      }
    }
  },
});
