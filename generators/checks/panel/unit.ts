import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';
import { SHOWN_BY, unitsFor } from './units.ts';

export const unit = defineCheck({
  code: 'panel/unit',
  severity: 'error',
  title: 'The unit of a panel is that of its queries',
  reason:
    'Grafana converts nothing: with the wrong unit the number on the panel is wrong, for 0.05 it says 0.05% or 50 ms',
  *find(service) {
    for (const panel of panelsOf(service)) {
      const shown: readonly string[] | undefined = Object.hasOwn(SHOWN_BY, panel.definition.unit)
        ? SHOWN_BY[panel.definition.unit]
        : undefined;
      const definition = panelDefinition(panel);
      if (shown === undefined) {
        yield {
          place: placeOf(definition),
          message: `Grafana has no unit "${panel.definition.unit}" and would print it behind the number`,
          remedy: `Write one of ${Object.keys(SHOWN_BY).join(', ')}`,
        };
        continue;
      }
      for (const { plot, query, expression } of panel.targets) {
        if (query.unit === 'unknown' || shown.includes(query.unit)) continue;
        yield {
          place: placeOf({ ...definition, name: `${definition.name}, target ${plot.ref}` }, expression),
          message: `the panel shows "${panel.definition.unit}", but the query gives ${query.unit}`,
          remedy: remedyFor(query.unit, unitsFor(query.unit)),
        };
      }
    }
  },
});

function remedyFor(given: string, fitting: readonly string[]): string {
  if (given === 'timestamp') {
    return 'Multiply by 1000 and say so, withUnit(multiply(x, 1000), "timestamp-ms"), or show the age in seconds';
  }
  return fitting.length === 0
    ? 'Convert the query, and say what it gives by withUnit()'
    : `Write unit: ${fitting.map((id) => `'${id}'`).join(' or ')}, or convert the query and say so by withUnit()`;
}
