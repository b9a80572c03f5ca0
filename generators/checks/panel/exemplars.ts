import { analyse, catalogueOf } from '../../promql/analysis.ts';
import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';

export const exemplars = defineCheck({
  code: 'panel/exemplars',
  severity: 'error',
  title: 'Exemplars are asked of histograms only',
  reason:
    'Exemplars are stored with the buckets of a histogram; for other series Prometheus is asked twice and answers nothing',
  *find(service) {
    const catalogue = catalogueOf(service.project.contract);
    for (const panel of panelsOf(service)) {
      for (const { plot, expression } of panel.targets) {
        if (!plot.hasExemplars) continue;
        const metrics = analyse(expression).selectors.map(({ selector }) => selector.metric?.text ?? '');
        const series = metrics.flatMap((metric) => catalogue.seriesNamed(metric));
        if (series.some((one) => one.domains.le !== undefined)) continue;
        const definition = panelDefinition(panel);
        yield {
          place: placeOf({ ...definition, name: `${definition.name}, target ${plot.ref}` }, expression),
          message: 'the plot asks for exemplars, but its query reads no buckets of a histogram',
          remedy: 'Leave out exemplars: true, or plot a quantile of a histogram',
        };
      }
    }
  },
});
