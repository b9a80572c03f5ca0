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
  page: {
    details:
      "What the query gives (its unit follows from the contract and the operations) is not what the panel's unit shows; or Grafana does not have the unit. `percent` shows 0 to 100, `percentunit` 0 to 1; `bytes` is an amount, `Bps` an amount per second; dates are in milliseconds.",
    impact:
      'Grafana converts nothing. An error ratio of 0.05 is shown as 0.05%, and a unit it does not know is printed as a text behind the number.',
    example: {
      given: "Where the builder cannot know the unit (`x * 100`), say it: `withUnit(query, 'percent')`.",
      language: 'ts',
      bad: "timeseries({ unit: 'percent', plots: [plot(errorRatio, …)] })",
      good: "timeseries({ unit: 'percentunit', plots: [plot(errorRatio, …)] })",
    },
  },
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
