import { formatDuration, milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const rangeBeyondRetention = defineCheck({
  code: 'promql/range-beyond-retention',
  severity: 'error',
  title: 'No query looks further back than Prometheus keeps samples',
  reason: 'Older samples are deleted, and Prometheus answers from what is left without a word',
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
