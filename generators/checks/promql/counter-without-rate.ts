import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

/** Functions that handle counter resets, or count them. */
const READS_COUNTERS: ReadonlySet<string> = new Set(['rate', 'irate', 'increase', 'resets', 'changes']);

export const counterWithoutRate = defineCheck({
  code: 'promql/counter-without-rate',
  severity: 'error',
  title: 'Queries read counters with rate(), increase() or a similar function',
  reason:
    'A raw counter is the total since the process started: it does not show the current rate and resets to 0 on restart',
  page: {
    details:
      'The query uses a raw counter, or passes it to a function that expects a gauge. Allowed are `rate`, `irate`, `increase`, `resets`, `changes`, and anything that only tests whether samples exist: `absent`, `count`, `timestamp`, the right side of `unless`.',
    impact:
      'A raw counter is the total since the process started. It does not show the current rate, and it resets to 0 on every restart.',
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
              ? `the query uses the raw counter ${name}`
              : `${consumer}() expects a gauge, but ${name} is a counter`,
          remedy: `Write rate(${name}[${window}]), or use increase() to count events`,
        };
      }
    }
  },
});
