import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

/** Functions that read a counter as one. */
const READS_COUNTERS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets', 'changes']);

export const counterWithoutRate = defineCheck({
  code: 'promql/counter-without-rate',
  severity: 'error',
  title: 'A counter is read by rate(), increase() or the like',
  reason:
    'The value of a counter is how much there was since its process started: it says nothing of now and falls to 0 with each restart',
  page: {
    details:
      'A counter is used as it is, or given to a function that takes it for a gauge. Allowed are `rate`, `irate`, `increase`, `resets`, `changes`, and whatever only looks at whether there are samples: `absent`, `count`, `timestamp`, the right side of `unless`.',
    impact:
      'The value of a counter is how much there was since its process started. It says nothing of now, and falls to 0 with each restart.',
    example: {
      language: 'promql',
      bad: 'sum(http_requests_total) > 100',
      good: 'sum(rate(http_requests_total[5m])) > 100',
    },
  },
  *find(service) {
    for (const { origin, analysis, catalogue, at } of queriesOf(service)) {
      if (origin === 'variable') continue;
      const window = origin === 'panel' || origin === 'annotation' ? '$__rate_interval' : '5m';
      for (const { selector, consumer, isPresenceOnly } of analysis.selectors) {
        const series = selector.metric === undefined ? [] : catalogue.seriesNamed(selector.metric.text);
        if (!series.some((one) => one.kind === 'counter') || isPresenceOnly) continue;
        if (consumer !== undefined && READS_COUNTERS.has(consumer)) continue;
        const name = selector.metric?.text ?? '';
        yield {
          place: at(selector),
          message:
            consumer === undefined
              ? `the counter ${name} is used as it is`
              : `the counter ${name} goes into ${consumer}(), which takes it for a gauge`,
          remedy: `Write rate(${name}[${window}]), or increase() for a number of events`,
        };
      }
    }
  },
});
