import { defineCheck } from '../check.ts';
import { placeOf } from '../place.ts';
import { queryOf } from '../queries.ts';
import { panelsOf } from '../service.ts';

/** https://grafana.com/docs/grafana/latest/datasources/prometheus/query-editor/#legend */
const LEGEND_LABEL = /\{\{\s*([^{}]+?)\s*\}\}/g;

export const legendLabel = defineCheck({
  code: 'panel/legend-label',
  severity: 'error',
  title: 'Legends use only labels that the query keeps',
  reason: 'Grafana prints nothing for a missing label, so all lines have the same name',
  page: {
    details: 'The legend uses `{{label}}`, but the query does not keep that label.',
    example: {
      language: 'ts',
      bad: "plot(requestRate, { legend: '{{pod}}' })   // sum by (endpoint)",
      good: "plot(requestRate, { legend: '{{endpoint}}' })",
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      for (const target of panel.targets) {
        const { plot } = target;
        const query = queryOf(service, target);
        const labels = query?.labels;
        if (query === undefined || labels === undefined || labels === 'unknown') continue;
        for (const match of plot.legend.matchAll(LEGEND_LABEL)) {
          const label = match[1] ?? '';
          if (labels.has(label) || label === '__name__') continue;
          yield {
            place: placeOf(query.definition, plot.legend, {
              from: match.index,
              to: match.index + match[0].length,
            }),
            message: `the legend uses the label "${label}", which the query does not keep`,
            remedy:
              labels.size === 0
                ? `Keep it in the aggregation, sum(…, ["${label}"]), or remove it from the legend`
                : `Keep it in the aggregation, or use one of ${[...labels].sort().join(', ')}`,
          };
        }
      }
    }
  },
});
