import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  FieldTextAlignment,
  GraphDrawStyle,
  type GraphFieldConfig,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  LineInterpolation,
  PercentChangeColorMode,
  type ReduceDataOptions,
  SortOrder,
  StackingMode,
  TableCellDisplayMode,
  TableCellHeight,
  type TableFieldOptions,
  TooltipDisplayMode,
  VisibilityMode,
  type VizLegendOptions,
  VizOrientation,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type FieldColor,
  FieldColorModeId,
  type FieldConfig,
  type FieldConfigSource,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { CompiledPanel, Link } from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import type { Panel, Visualization } from '../../define/dashboard.ts';
import { textIn } from '../../define/text.ts';
import { alertListOptions } from './alert-list.ts';
import { columnOverrides } from './columns.ts';
import { mappingsOf } from './mappings.ts';
import { fixed, overridesOf } from './overrides.ts';
import { sortingOf } from './table.ts';
import {
  colorThresholds,
  type ThresholdStep,
  thresholdLines,
  thresholdSteps,
  withLines,
} from './thresholds.ts';

/** The SDK takes the links of a point for links of a dashboard. */
export interface FieldConfigModel extends Pick<FieldConfigSource, 'overrides'> {
  readonly defaults: Omit<FieldConfig, 'links'> & {
    readonly links?: readonly (Link & { readonly targetBlank: boolean })[];
  };
}

/**
 * How panels look: the `fieldConfig` and `options` of a panel, which the classic and the v2 model hold in the same
 * form. Everything the SDK's builders would preset otherwise (legend hidden, tooltip of one series) is said here.
 */
export function fieldConfigOf(panel: CompiledPanel, language: string): FieldConfigModel {
  const { kind, unit, min, max, decimals, noValue } = panel.definition;
  if (kind === 'alertlist') return { defaults: {}, overrides: [] };
  const { dataLinks } = panel;
  const steps = stepsOf(panel);
  const links = dataLinks.map((link) => ({ ...link, targetBlank: true }));
  const defaults: FieldConfigModel['defaults'] = {
    unit,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(decimals === undefined ? {} : { decimals }),
    ...(noValue === undefined ? {} : { noValue: textIn(noValue, language) }),
    // The linter takes any list, even an empty one, for a panel that shows texts and needs no unit.
    ...mappingsOf(panel.definition, language),
    thresholds: { mode: ThresholdsMode.Absolute, steps: [...steps] },
    color: colorOf(panel),
    ...(links.length > 0 && { links }),
    custom: customOf(panel),
  };
  const overrides = [...overridesOf(panel.definition), ...columnOverrides(panel.definition, language)];
  return { defaults, overrides };
}

function stepsOf({ definition, thresholds }: CompiledPanel): readonly ThresholdStep[] {
  const { kind, unit, colorSteps, lines = [] } = definition;
  if (kind === 'timeseries') return withLines(thresholdLines(thresholds), lines);
  if (colorSteps === undefined) return thresholdSteps(thresholds, unit);
  return colorThresholds(colorSteps);
}

/** The `options` of a panel. */
export function optionsOf(panel: CompiledPanel, config: ServiceConfig): object {
  const { kind, legend, isSummary } = panel.definition;
  switch (kind) {
    case 'timeseries':
      return {
        legend: legendOptions(legend),
        tooltip: { mode: TooltipDisplayMode.Multi, sort: SortOrder.Descending },
      };
    case 'stat':
      return {
        // The query is instant: there is no past to draw behind the number, and none that shows instead of what is gone.
        graphMode: BigValueGraphMode.None,
        colorMode: isSummary ? BigValueColorMode.Background : BigValueColorMode.Value,
        justifyMode: BigValueJustifyMode.Auto,
        textMode: BigValueTextMode.Auto,
        // Two stand beside each other, each name above its value; more stand in lines, as they would wrap.
        wideLayout: panel.targets.length !== 2,
        showPercentChange: false,
        percentChangeColorMode: PercentChangeColorMode.Standard,
        orientation: panel.targets.length > 2 ? VizOrientation.Horizontal : VizOrientation.Auto,
        reduceOptions: latestValue(),
      };
    case 'gauge':
      return {
        showThresholdLabels: false,
        showThresholdMarkers: true,
        sizing: BarGaugeSizing.Auto,
        minVizWidth: 75,
        minVizHeight: 75,
        orientation: VizOrientation.Auto,
        reduceOptions: latestValue(),
      };
    case 'bargauge':
      return {
        displayMode: BarGaugeDisplayMode.Basic,
        valueMode: BarGaugeValueMode.Color,
        namePlacement: BarGaugeNamePlacement.Auto,
        showUnfilled: true,
        sizing: BarGaugeSizing.Auto,
        minVizWidth: 8,
        minVizHeight: 16,
        maxVizHeight: 300,
        orientation: VizOrientation.Horizontal,
        legend: legendOptions('hidden'),
        reduceOptions: latestValue(),
      };
    case 'table':
      return {
        showHeader: true,
        cellHeight: TableCellHeight.Sm,
        frameIndex: 0,
        sortBy: sortingOf(panel.definition),
      };
    case 'alertlist':
      return alertListOptions(config);
  }
}

/** Without a threshold a single value says nothing of good or bad, so it is not green. */
const NEUTRAL: Readonly<Record<Exclude<Visualization, 'timeseries' | 'alertlist'>, string>> = {
  stat: 'text',
  table: 'text',
  gauge: 'blue',
  bargauge: 'blue',
};

function colorOf({ definition: { kind, colorSteps = [] }, thresholds }: CompiledPanel): FieldColor {
  if (kind === 'timeseries' || kind === 'alertlist') return { mode: FieldColorModeId.PaletteClassic };
  return thresholds.length + colorSteps.length > 0
    ? { mode: FieldColorModeId.Thresholds }
    : fixed(NEUTRAL[kind]);
}

function customOf(panel: CompiledPanel): GraphFieldConfig | TableFieldOptions | Record<string, never> {
  switch (panel.definition.kind) {
    case 'timeseries':
      return graphStyle(panel);
    case 'table':
      return {
        align: FieldTextAlignment.Auto,
        inspect: false,
        cellOptions: {
          type: panel.thresholds.length > 0 ? TableCellDisplayMode.ColorText : TableCellDisplayMode.Auto,
        },
      };
    case 'stat':
    case 'gauge':
    case 'bargauge':
    case 'alertlist':
      return {};
  }
}

/** The axis leaves this much room above a threshold, so that its line is no edge of the graph. */
const HEADROOM = 1.2;

function graphStyle({ definition, thresholds }: CompiledPanel): GraphFieldConfig {
  const { isStacked, scale, lines = [] } = definition;
  const values = (...comparisons: readonly string[]) =>
    thresholds.filter(({ comparison }) => comparisons.includes(comparison)).map(({ value }) => value);
  const above = values('>', '>=');
  const below = values('<', '<=');
  const isScaled = scale === 'thresholds';
  return {
    drawStyle: GraphDrawStyle.Line,
    lineInterpolation: LineInterpolation.Linear,
    // A stack has no lines: that of a series near zero would edge the whole of it in its colour.
    lineWidth: isStacked ? 0 : 1,
    fillOpacity: isStacked ? 70 : 10,
    showPoints: VisibilityMode.Auto,
    // A gap in the data is a finding; a line across it would hide it.
    spanNulls: false,
    stacking: { mode: isStacked ? StackingMode.Normal : StackingMode.None, group: 'A' },
    // The axis reaches the threshold, so that the line is seen before it is crossed.
    ...(isScaled && above.length > 0 ? { axisSoftMax: Math.max(...above) * HEADROOM } : {}),
    ...(isScaled && below.length > 0 ? { axisSoftMin: Math.min(...below) } : {}),
    // Lines alone: an area would colour the time before the incident, too.
    thresholdsStyle: {
      mode:
        thresholds.length + lines.length > 0 ? GraphThresholdsStyleMode.Dashed : GraphThresholdsStyleMode.Off,
    },
  };
}

function legendOptions(legend: Panel['legend']): VizLegendOptions {
  const isTable = legend === 'table';
  return {
    displayMode: isTable ? LegendDisplayMode.Table : LegendDisplayMode.List,
    placement: LegendPlacement.Bottom,
    showLegend: legend !== 'hidden',
    calcs: isTable ? ['lastNotNull', 'max'] : [],
    ...(isTable ? { sortBy: 'Last *', sortDesc: true } : {}),
  };
}

function latestValue(): ReduceDataOptions {
  return { values: false, calcs: ['lastNotNull'], fields: '' };
}
