import { sharedSingleStatPanelChangedHandler } from '@grafana/ui';
import { type Json, number, object, objects, text, texts } from './json.ts';

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

function statOf(panel: Json): Json {
  const isGauge = object(panel.gauge).show === true;
  const stat = { options: {}, fieldConfig: { defaults: {}, overrides: [] } };
  // The handler fails where these are of another type.
  const angular = {
    ...panel,
    thresholds: text(panel.thresholds),
    colors: texts(panel.colors),
    valueMaps: objects(panel.valueMaps).filter(({ value }) => value !== undefined),
    rangeMaps: objects(panel.rangeMaps),
  };
  const options: Json = sharedSingleStatPanelChangedHandler(stat, 'singlestat', { angular });
  return {
    type: isGauge ? 'gauge' : 'stat',
    fieldConfig: stat.fieldConfig,
    options: {
      ...options,
      colorMode: panel.colorBackground === true ? 'background' : panel.colorValue === true ? 'value' : 'none',
      graphMode: object(panel.sparkline).show === true ? 'area' : 'none',
      textMode: 'value',
    },
  };
}

function limit(name: string, value: unknown): Json {
  const limited = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof limited === 'number' && Number.isFinite(limited) ? { [name]: limited } : {};
}
