import { milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

/** Functions that need at least two samples in their range. */
const NEEDS_TWO_SAMPLES: ReadonlySet<string> = new Set([
  'changes',
  'delta',
  'deriv',
  'double_exponential_smoothing',
  'idelta',
  'increase',
  'irate',
  'predict_linear',
  'rate',
  'resets',
]);

/** Two samples must be left after one scrape failed and one came late. */
const INTERVALS = 4;

export const windowTooShort = defineCheck({
  code: 'promql/window-too-short',
  severity: 'error',
  title: 'The range of rate() and the like spans four scrapes',
  reason: 'With fewer samples in the range a single failed scrape makes the result vanish',
  page: {
    details:
      'The range of a function that needs two samples is shorter than four scrape intervals (`intervals.scrape`; for recorded series `intervals.evaluation`). Subqueries have a step of their own and are left out.',
    impact: 'One failed scrape leaves fewer than two samples in the range, and the result vanishes.',
    example: {
      given: 'With `intervals.scrape: 30s`',
      language: 'promql',
      bad: 'rate(http_requests_total[1m])',
      good: 'rate(http_requests_total[2m])',
    },
  },
  *find(service) {
    const { scrape, evaluation } = service.config.intervals;
    for (const { analysis, at } of queriesOf(service)) {
      for (const { selector, consumer, isSubqueried } of analysis.selectors) {
        const { range, metric } = selector;
        if (range?.milliseconds === undefined || isSubqueried) continue;
        if (consumer === undefined || !NEEDS_TWO_SAMPLES.has(consumer)) continue;
        const isRecorded = metric?.text.includes(':') ?? false;
        const interval = isRecorded ? evaluation : scrape;
        if (range.milliseconds >= INTERVALS * milliseconds(interval)) continue;
        yield {
          place: at(range),
          message: `${consumer}() looks at ${range.text}, but there is one sample in ${interval}`,
          remedy: `Write a range of at least ${(INTERVALS * milliseconds(interval)) / 1000}s`,
        };
      }
    }
  },
});
