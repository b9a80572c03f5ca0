import { explainPattern } from '../../config/schema/re2.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const syntax = defineCheck({
  code: 'promql/syntax',
  severity: 'error',
  title: 'Every query parses, its types fit, and its regexes are RE2',
  reason: 'Prometheus refuses the query: the panel shows an error, and the rule file is not loaded at all',
  page: {
    details:
      'Prometheus would refuse the query: it does not parse, a function gets a range where it needs an instant (or the other way round), or a regex uses what RE2 does not have (lookaround, backreferences). Variables of Grafana are allowed where a number, a duration or a name may stand.',
    impact:
      'A panel shows an error. A rule file with one such query is not loaded at all, so every other alert in it is lost, too.',
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
          remedy: 'Write a query that Prometheus parses; the builder in generators/promql writes no other',
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
