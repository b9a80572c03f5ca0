import { type Json, number, object, objects, text } from './json.ts';

/** Panels of before Grafana 8 that Grafana itself draws by their successors. Rarely used options are left out. */
export function migrated(panel: Json): Json {
  if (panel.type === 'graph') return { ...panel, ...timeseriesOf(panel) };
  if (panel.type === 'singlestat') return { ...panel, ...statOf(panel) };
  if (panel.type === 'table-old') return { ...panel, type: 'table' };
  return panel;
}

function timeseriesOf(panel: Json): Json {
  const [axis = {}] = objects(panel.yaxes);
  const legend = object(panel.legend);
  const drawStyle =
    panel.bars === true ? 'bars' : panel.lines === false && panel.points === true ? 'points' : 'line';
  const calcs = Object.entries({ min: 'min', max: 'max', avg: 'mean', current: 'lastNotNull', total: 'sum' });
  return {
    type: 'timeseries',
    fieldConfig: {
      overrides: objects(panel.seriesOverrides).flatMap(({ alias, color }) =>
        typeof alias === 'string' && typeof color === 'string'
          ? [
              {
                matcher: { id: /^\/.*\/$/.test(alias) ? 'byRegexp' : 'byName', options: alias },
                properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: color } }],
              },
            ]
          : [],
      ),
      defaults: {
        ...(text(axis.format) === '' ? {} : { unit: text(axis.format) }),
        ...limit('min', axis.min),
        ...limit('max', axis.max),
        custom: {
          drawStyle,
          lineWidth: number(panel.linewidth, 1),
          fillOpacity: number(panel.fill, 1) * 10,
          spanNulls: panel.nullPointMode === 'connected',
          stacking: {
            mode: panel.stack !== true ? 'none' : panel.percentage === true ? 'percent' : 'normal',
            group: 'A',
          },
          axisLabel: text(axis.label),
          showPoints: panel.points === true ? 'always' : 'never',
        },
      },
    },
    options: {
      tooltip: { mode: object(panel.tooltip).shared === false ? 'single' : 'multi', sort: 'none' },
      legend: {
        showLegend: legend.show !== false,
        displayMode: legend.alignAsTable === true ? 'table' : 'list',
        placement: legend.rightSide === true ? 'right' : 'bottom',
        calcs:
          legend.values === true
            ? calcs.flatMap(([name, calc]) => (legend[name] === true ? [calc] : []))
            : [],
      },
    },
  };
}

const CALCS: Readonly<Record<string, string>> = {
  current: 'lastNotNull',
  avg: 'mean',
  min: 'min',
  max: 'max',
  total: 'sum',
  first: 'firstNotNull',
  delta: 'delta',
  diff: 'diff',
  range: 'range',
};

function statOf(panel: Json): Json {
  const gauge = object(panel.gauge);
  const levels = text(panel.thresholds)
    .split(',')
    .map(Number)
    .filter((level) => Number.isFinite(level));
  const colors = Array.isArray(panel.colors) ? panel.colors.map((color) => text(color, 'green')) : [];
  const steps = [null, ...levels].map((value, index) => ({ value, color: colors[index] ?? 'green' }));
  const isColored = panel.colorValue === true || panel.colorBackground === true;
  return {
    type: gauge.show === true ? 'gauge' : 'stat',
    fieldConfig: {
      overrides: [],
      defaults: {
        ...(text(panel.format) === '' ? {} : { unit: text(panel.format) }),
        ...(typeof panel.decimals === 'number' ? { decimals: panel.decimals } : {}),
        ...(gauge.show === true ? { ...limit('min', gauge.minValue), ...limit('max', gauge.maxValue) } : {}),
        thresholds: { mode: 'absolute', steps: text(panel.thresholds) === '' ? steps.slice(0, 1) : steps },
        mappings: objects(panel.valueMaps).flatMap(({ value, text: shown }) =>
          text(value) === 'null'
            ? []
            : [{ type: 'value', options: { [text(value)]: { text: text(shown) } } }],
        ),
      },
    },
    options: {
      colorMode: panel.colorBackground === true ? 'background' : isColored ? 'value' : 'none',
      graphMode: object(panel.sparkline).show === true ? 'area' : 'none',
      textMode: 'value',
      reduceOptions: { calcs: [CALCS[text(panel.valueName)] ?? 'mean'], fields: '', values: false },
    },
  };
}

function limit(name: string, value: unknown): Json {
  const limited = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof limited === 'number' && Number.isFinite(limited) ? { [name]: limited } : {};
}
