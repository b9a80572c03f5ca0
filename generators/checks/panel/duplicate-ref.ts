import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { duplicatesIn, panelsOf } from '../service.ts';

export const duplicateRef = defineCheck({
  code: 'panel/duplicate-ref',
  severity: 'error',
  title: 'Queries of a panel have unique refs',
  reason: 'Grafana keeps one query per ref and drops the others',
  page: {
    details: 'Two plots of a panel have the same `ref` (the default is A).',
    example: {
      language: 'ts',
      bad: "plots: [plot(p50, { legend: 'P50' }), plot(p99, { legend: 'P99' })]",
      good: "plots: [plot(p50, { legend: 'P50' }), plot(p99, { legend: 'P99', ref: 'B' })]",
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      for (const ref of duplicatesIn(panel.targets.map(({ plot }) => plot.ref))) {
        yield {
          place: placeOf(panelDefinition(panel)),
          message: `two queries of the panel have the ref "${ref}"`,
          remedy: "Give each plot a unique ref: plot(signal, { legend, ref: 'B' })",
        };
      }
    }
  },
});
