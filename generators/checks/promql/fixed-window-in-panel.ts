import { type DurationText, walk } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const fixedWindowInPanel = defineCheck({
  code: 'promql/fixed-window-in-panel',
  severity: 'error',
  title: 'Panel queries use $__rate_interval instead of a fixed range',
  reason:
    'When zoomed out, the graph step exceeds a fixed range, and the panel hides what happens between two points',
  page: {
    details: 'A panel query has a fixed range such as `[5m]`. Offsets are allowed.',
    impact:
      'When zoomed out, the graph step exceeds the range, and the panel hides what happens between two points. If the range itself matters (restarts per hour), define it in a recording rule and plot the recorded series.',
    example: {
      language: 'promql',
      bad: 'rate(http_requests_total[5m])',
      good: 'rate(http_requests_total[$__rate_interval])',
    },
  },
  *find(service) {
    for (const { origin, analysis, at } of queriesOf(service)) {
      if (origin !== 'panel' || analysis.syntax === undefined) continue;
      for (const node of walk(analysis.syntax)) {
        const range: DurationText | undefined =
          node.type === 'selector' || node.type === 'subquery' ? node.range : undefined;
        if (range?.milliseconds === undefined) continue;
        yield {
          place: at(range),
          message: `the panel query has the fixed range ${range.text}`,
          remedy:
            'Use $__rate_interval; if the range itself matters, add a recording rule and plot the recorded series',
        };
      }
    }
  },
});
