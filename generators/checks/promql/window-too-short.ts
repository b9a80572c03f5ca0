import { milliseconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

/** Functions that need at least two samples in the range. */
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

/** Leaves two samples when one scrape fails and another is late. */
const INTERVALS = 4;

export const windowTooShort = defineCheck({
  code: 'promql/window-too-short',
  severity: 'error',
  title: 'The range of rate() and similar functions covers four scrape intervals',
  reason: 'With a shorter range, one failed scrape leaves too few samples, and the result has a gap',
  page: {
    details:
      'The range of a function that needs two samples is shorter than four scrape intervals (`intervals.scrape`; for recorded series `intervals.evaluation`). Subqueries have their own step and are not checked.',
    impact: 'One failed scrape leaves fewer than two samples in the range, and the result has a gap.',
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
          message: `the range ${range.text} of ${consumer}() is too short for one sample every ${interval}`,
          remedy: `Use a range of at least ${(INTERVALS * milliseconds(interval)) / 1000}s`,
        };
      }
    }
  },
});
