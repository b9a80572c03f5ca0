import type { Unit } from '../../promql/build/unit.ts';
import { defineCheck } from '../check.ts';
import { panelDefinition, placeOf } from '../place.ts';
import { panelsOf } from '../service.ts';
import { SHOWN_BY, unitsFor } from './units.ts';

export const unit = defineCheck({
  code: 'panel/unit',
  severity: 'error',
  title: 'The unit of a panel matches its queries',
  reason: 'Grafana does not convert values: a ratio of 0.05 with the wrong unit shows as 0.05% or 50 ms',
  page: {
    details:
      'The unit of the query, derived from the contract and the operations, does not match the unit of the panel, or the unit of the panel is unknown. `percent` shows 0 to 100, `percentunit` 0 to 1; `bytes` is an amount, `Bps` an amount per second; dates are in milliseconds.',
    impact:
      'Grafana does not convert values. With `percent`, an error ratio of 0.05 shows as 0.05%. Grafana prints a unit that it does not know as text after the number.',
    example: {
      given:
        "If the builder cannot derive the unit (`x * 100`), state it with `withUnit(query, 'percent')`. With a query that returns a ratio",
      language: 'ts',
      bad: "timeseries({ unit: 'percent', plots: [plot(errorRatio, …)] })",
      good: "timeseries({ unit: 'percentunit', plots: [plot(errorRatio, …)] })",
    },
  },
  *find(service) {
    for (const panel of panelsOf(service)) {
      const definition = panelDefinition(panel);
      const { unit: ofPanel, columns = [] } = panel.definition;
      const used = [ofPanel, ...columns.flatMap((column) => column.unit ?? [])];
      const unknown = new Set<string>(used.filter((one) => !Object.hasOwn(SHOWN_BY, one)));
      for (const one of unknown) {
        yield {
          place: placeOf(definition),
          message: `"${one}" is not a unit that a panel can have`,
          remedy: remedyForUnknown(panel.targets.map(({ query }) => query.unit)),
        };
      }
      for (const { plot, query, expression } of panel.targets) {
        const column = columns.find(({ of }) => of === plot.legend)?.unit;
        const given = column ?? ofPanel;
        const shown: readonly string[] = unknown.has(given) ? [query.unit] : SHOWN_BY[given];
        if (query.unit === 'unknown' || shown.includes(query.unit)) continue;
        yield {
          place: placeOf({ ...definition, name: `${definition.name}, target ${plot.ref}` }, expression),
          message: `the ${column === undefined ? 'panel' : 'column'} shows "${given}", but the query returns ${query.unit}`,
          remedy: remedyFor(query.unit, unitsFor(query.unit)),
        };
      }
    }
  },
});

function remedyForUnknown(units: readonly Unit[]): string {
  const fitting = [...new Set(units.flatMap(unitsFor))];
  return fitting.length === 0
    ? `Write one of ${Object.keys(SHOWN_BY).join(', ')}`
    : `Write unit: ${fitting.map((id) => `'${id}'`).join(' or ')}, which suits its queries`;
}

function remedyFor(given: string, fitting: readonly string[]): string {
  if (given === 'timestamp') {
    return 'Multiply by 1000 and state the unit, withUnit(multiply(x, 1000), "timestamp-ms"), or show the age in seconds';
  }
  return fitting.length === 0
    ? 'Convert the query and state its unit with withUnit()'
    : `Write unit: ${fitting.map((id) => `'${id}'`).join(' or ')}, or convert the query and state its unit with withUnit()`;
}
