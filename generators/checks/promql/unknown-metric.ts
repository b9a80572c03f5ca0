import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const unknownMetric = defineCheck({
  code: 'promql/unknown-metric',
  severity: 'error',
  title: 'Queries use only metrics in the contract',
  reason: 'Nothing exports the metric: the panel shows "No data", and the alert never fires',
  page: {
    details:
      'The query uses a metric that is not in the contract in `metrics/`. The builder prevents this; `raw()`, variables and annotations do not.',
    impact: 'Nothing exports the metric. The panel shows "No data". The alert is valid but never fires.',
    example: {
      language: 'promql',
      bad: 'sum(rate(http_request_total[5m]))',
      good: 'sum(rate(http_requests_total[5m]))',
    },
  },
  *find(service) {
    for (const { analysis, catalogue, at } of queriesOf(service)) {
      for (const { selector } of analysis.selectors) {
        const { metric } = selector;
        if (metric === undefined || catalogue.names.has(metric.text)) continue;
        // A variable selects the metric.
        if (/[$[]/.test(metric.text)) continue;
        const near = nearest(metric.text, catalogue.names);
        yield {
          place: at(metric),
          message: `the contract has no metric "${metric.text}"${near ? `; did you mean ${near}?` : ''}`,
          remedy: near
            ? `Write ${near}`
            : 'Add the metric to the contract in metrics/, or use a metric that is in it',
        };
      }
    }
  },
});
