import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { panelsOf } from '../service.ts';

export const exemplars = defineCheck({
  code: 'panel/exemplars',
  severity: 'error',
  title: 'Only histogram queries request exemplars',
  reason:
    'Only histogram buckets have exemplars; for other series Grafana sends a second query that returns nothing',
  page: {
    details: 'A plot has `exemplars: true`, but its query reads no `_bucket` series.',
    impact:
      'Only histogram buckets have exemplars. For other series Grafana sends a second query that returns nothing.',
    example: {
      language: 'ts',
      bad: "plot(requestRate, { legend: '', exemplars: true })",
      good: "plot(latency(0.99), { legend: 'P99', exemplars: true })",
    },
  },
  *find(service) {
    for (const target of panelsOf(service).flatMap((panel) => panel.targets)) {
      const query = queryOf(service, target);
      if (!target.plot.hasExemplars || query === undefined) continue;
      const series = query.analysis.selectors.flatMap(({ selector: { metric } }) =>
        metric === undefined ? [] : query.catalogue.seriesNamed(metric.text),
      );
      if (series.some((one) => one.domains.le !== undefined)) continue;
      yield {
        place: query.at(),
        message: 'the plot requests exemplars, but its query reads no histogram buckets',
        remedy: 'Remove exemplars: true, or plot a histogram quantile',
      };
    }
  },
});
