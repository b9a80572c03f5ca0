import { formatDuration, milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const rangeBeyondRetention = defineCheck({
  code: 'promql/range-beyond-retention',
  severity: 'error',
  title: 'No query looks further back than Prometheus keeps samples',
  reason: 'Older samples are deleted, and Prometheus answers from what is left without a word',
  page: {
    details: 'Range, offset and the subqueries around add up to more than `prometheus.retention`.',
    impact:
      'Older samples are deleted. Prometheus answers from what is left without a word: an objective over 30 days becomes one over 10.',
    example: {
      given: 'With `prometheus.retention: 10d`',
      language: 'promql',
      bad: 'avg_over_time(up[30d])',
      good: 'avg_over_time(up[10d])',
    },
  },
  *find(service) {
    const { retention } = service.config.prometheus;
    for (const { analysis, at } of queriesOf(service)) {
      for (const { selector, reach } of analysis.selectors) {
        if (reach <= milliseconds(retention)) continue;
        yield {
          place: at(selector),
          message: `this looks back ${formatDuration(reach)}, but Prometheus keeps ${retention}`,
          remedy:
            'Shorten the range, or raise prometheus.retention in the configuration if Prometheus keeps more',
        };
      }
    }
  },
});
