import { walk } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

const READS_BUCKETS: ReadonlySet<string> = new Set([
  'histogram_quantile',
  'histogram_quantiles',
  'histogram_fraction',
]);

export const quantileWithoutLe = defineCheck({
  code: 'promql/quantile-without-le',
  severity: 'error',
  title: 'histogram_quantile() reads buckets with the label "le"',
  reason: 'Without the label "le" there are no buckets, and the result is empty',
  page: {
    details:
      'The argument of `histogram_quantile` (or `histogram_fraction`) has no label `le`: an aggregation drops it, or the query does not read the `_bucket` series.',
    impact: 'Without `le` there are no buckets, and the result is empty.',
    example: {
      language: 'promql',
      bad: 'histogram_quantile(0.95, sum by (endpoint) (rate(http_request_duration_seconds_bucket[5m])))',
      good: 'histogram_quantile(0.95, sum by (le, endpoint) (rate(http_request_duration_seconds_bucket[5m])))',
    },
  },
  *find(service) {
    for (const { analysis, labelsAt, at } of queriesOf(service)) {
      if (analysis.syntax === undefined) continue;
      for (const node of walk(analysis.syntax)) {
        if (node.type !== 'call' || !READS_BUCKETS.has(node.name)) continue;
        for (const argument of node.arguments) {
          if (argument.type === 'number' || argument.type === 'string') continue;
          const labels = labelsAt(argument);
          if (labels === 'unknown' || labels.has('le')) continue;
          yield {
            place: at(argument),
            message: `the argument of ${node.name}() has no label "le"`,
            remedy:
              'Select the _bucket series and keep "le" in the aggregation: sum by (le, …) (rate(x_bucket[…]))',
          };
        }
      }
    }
  },
});
