import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const unknownMetric = defineCheck({
  code: 'promql/unknown-metric',
  severity: 'error',
  title: 'Every metric that a query names is in the contract',
  reason: 'Nobody exports the metric: the panel shows "No data" and the alert can never fire',
  page: {
    details:
      'The query names a metric that the contract in `metrics/` does not have. The builder cannot write such a query; text given to `raw()`, variables and annotations can.',
    impact:
      'Nobody exports the metric. The panel shows "No data", and the alert parses, is evaluated forever and never fires.',
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
        // A variable chooses the metric.
        if (/[$[]/.test(metric.text)) continue;
        const near = nearest(metric.text, catalogue.names);
        yield {
          place: at(metric),
          message: `the contract has no metric "${metric.text}"${near ? `; did you mean ${near}?` : ''}`,
          remedy: near
            ? `Write ${near}`
            : 'Add the metric to the contract in metrics/, or name one that is in it',
        };
      }
    }
  },
});
