import { type DurationText, walk } from '../../promql/parse/index.ts';
import { defineCheck } from '../check.ts';
import { queriesOf } from '../queries.ts';

export const fixedWindowInPanel = defineCheck({
  code: 'promql/fixed-window-in-panel',
  severity: 'error',
  title: 'Ranges in panels follow the zoom of the viewer',
  reason:
    'Zoomed out, a fixed range is shorter than the distance of two points, and what happened between them is not shown',
  page: {
    details: 'The query of a panel has a range such as `[5m]`. Offsets are not meant.',
    impact:
      'Zoomed out, two points of the graph are further apart than the range, and what happened between them is not shown. Where the length is the point (restarts within an hour), a recording rule says it once, and the panel plots what was recorded.',
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
          message: `the panel looks at fixed ${range.text}`,
          remedy:
            'Use $__rate_interval; where the length is the point, record it as a rule and plot what it recorded',
        };
      }
    }
  },
});
