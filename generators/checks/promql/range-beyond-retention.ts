import { formatDuration, milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const rangeBeyondRetention = defineCheck({
  code: 'promql/range-beyond-retention',
  severity: 'error',
  title: 'Queries stay within the retention of Prometheus',
  reason: 'Prometheus deletes older samples and silently computes the result from the remaining ones',
  page: {
    details: 'Range, offset and enclosing subqueries add up to more than `prometheus.retention`.',
    impact:
      'Prometheus deletes older samples and silently computes the result from the remaining ones: a 30-day objective becomes a 10-day objective.',
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
          message: `the query needs ${formatDuration(reach)} of samples, but Prometheus keeps ${retention}`,
          remedy:
            'Shorten the range, or correct prometheus.retention in the configuration if Prometheus keeps more',
        };
      }
    }
  },
});
