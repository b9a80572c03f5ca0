/** Applies a panel's field configuration to its data. */
import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type FieldConfigSource,
  type GrafanaTheme2,
} from '@grafana/data';
import type { Panel } from '../dashboard/model.ts';
import { interpolateText, type Values } from '../data/interpolate.ts';
import { fieldConfigRegistry } from '../registries.ts';

/** The defaults of a panel. */
const DEFAULT_CUSTOM: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  timeseries: {
    drawStyle: 'line',
    lineInterpolation: 'linear',
    lineWidth: 1,
    fillOpacity: 0,
    gradientMode: 'none',
    showPoints: 'auto',
    pointSize: 5,
    spanNulls: false,
    axisPlacement: 'auto',
    axisColorMode: 'text',
    axisBorderShow: false,
    axisCenteredZero: false,
    scaleDistribution: { type: 'linear' },
    stacking: { mode: 'none', group: 'A' },
    thresholdsStyle: { mode: 'off' },
    barAlignment: 0,
    barWidthFactor: 0.6,
    insertNulls: false,
    hideFrom: { tooltip: false, viz: false, legend: false },
  },
  table: { align: 'auto', cellOptions: { type: 'auto' }, inspect: false },
  'state-timeline': { lineWidth: 0, fillOpacity: 70, spanNulls: false, insertNulls: false },
  'status-history': { lineWidth: 1, fillOpacity: 70 },
};

export function fieldConfigOf(panel: Panel): FieldConfigSource {
  const { defaults, overrides } = panel.fieldConfig;
  const mode = panel.type === 'timeseries' ? 'palette-classic' : 'thresholds';
  return {
    defaults: {
      color: { mode },
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: Number.NEGATIVE_INFINITY, color: 'green' },
          { value: 80, color: 'red' },
        ],
      },
      ...defaults,
      custom: { ...DEFAULT_CUSTOM[panel.type], ...defaults.custom },
    } as FieldConfigSource['defaults'],
    overrides: [...overrides],
  };
}

export function withFieldConfig(
  panel: Panel,
  frames: readonly DataFrame[],
  values: Values,
  theme: GrafanaTheme2,
  timeZone: string,
): DataFrame[] {
  const configured = applyFieldOverrides({
    data: [...frames],
    fieldConfig: fieldConfigOf(panel),
    fieldConfigRegistry: fieldConfigRegistry(panel.type),
    replaceVariables: (text) => interpolateText(text, values),
    theme,
    timeZone,
  });
  // Else the names that transformations gave are lost in the headers of tables.
  cacheFieldDisplayNames(configured);
  return configured;
}
