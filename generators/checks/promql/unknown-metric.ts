import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const unknownMetric = defineCheck({
  code: 'promql/unknown-metric',
  severity: 'error',
  title: 'Every metric that a query names is in the contract',
  reason: 'Nobody exports the metric: the panel shows "No data" and the alert can never fire',
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
