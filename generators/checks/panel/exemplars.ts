import { defineCheck } from '../check.ts';
import { queryOf } from '../queries.ts';
import { panelsOf } from '../service.ts';

export const exemplars = defineCheck({
  code: 'panel/exemplars',
  severity: 'error',
  title: 'Exemplars are asked of histograms only',
  reason:
    'Exemplars are stored with the buckets of a histogram; for other series Prometheus is asked twice and answers nothing',
  page: {
    details: 'A plot has `exemplars: true`, but its query reads no `_bucket` series.',
    impact:
      'Exemplars are stored with the buckets of a histogram. For other series Prometheus is asked twice and answers nothing.',
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
        message: 'the plot asks for exemplars, but its query reads no buckets of a histogram',
        remedy: 'Leave out exemplars: true, or plot a quantile of a histogram',
      };
    }
  },
});
