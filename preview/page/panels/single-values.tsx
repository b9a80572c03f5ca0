/** Stat, gauge and bar gauge: one drawing per value that the queries reduce to. */
import {
  type DisplayValueAlignmentFactors,
  type FieldDisplay,
  getDisplayValueAlignmentFactors,
  getFieldDisplayValues,
  type ReduceDataOptions,
  type VizOrientation,
} from '@grafana/data';
import {
  BarGauge,
  type BarGaugeDisplayMode,
  BigValue,
  type BigValueColorMode,
  BigValueGraphMode,
  type BigValueJustifyMode,
  type BigValueTextMode,
  useTheme2,
  VizRepeater,
} from '@grafana/ui';
import type { JSX } from 'react';
import { number, object, text, texts } from '../dashboard/json.ts';
import { interpolateText } from '../data/interpolate.ts';
import { fieldConfigOf } from './fields.ts';
import { GaugeDial } from './gauge.tsx';
import type { PanelProps } from './panel-props.ts';

interface Drawn {
  readonly value: FieldDisplay;
  readonly width: number;
  readonly height: number;
  readonly orientation: VizOrientation;
  readonly alignmentFactors: DisplayValueAlignmentFactors;
  readonly count: number;
}

export function StatPanel(props: PanelProps): JSX.Element {
  const theme = useTheme2();
  const { options } = props.panel;
  const graphMode = text(options.graphMode, 'area') as BigValueGraphMode;
  return (
    <Repeated
      {...props}
      hasSparkline={graphMode !== BigValueGraphMode.None}
      isGrid
      draw={({ value, width, height, count, alignmentFactors }) => (
        <BigValue
          value={value.display}
          count={count}
          {...(value.sparkline === undefined ? {} : { sparkline: value.sparkline })}
          colorMode={text(options.colorMode, 'value') as BigValueColorMode}
          graphMode={graphMode}
          justifyMode={text(options.justifyMode, 'auto') as BigValueJustifyMode}
          textMode={text(options.textMode, 'auto') as BigValueTextMode}
          disableWideLayout={options.wideLayout === false}
          text={object(options.text)}
          alignmentFactors={alignmentFactors}
          width={width}
          height={height}
          theme={theme}
        />
      )}
    />
  );
}

export function GaugePanel(props: PanelProps): JSX.Element {
  const { options } = props.panel;
  return (
    <Repeated
      {...props}
      hasSparkline={false}
      isGrid
      draw={({ value, width, height, count }) => (
        <GaugeDial
          value={value}
          width={width}
          height={height}
          hasName={count > 1 || text(options.textMode) === 'value_and_name'}
          hasThresholds={options.showThresholdMarkers !== false}
        />
      )}
    />
  );
}

export function BarGaugePanel(props: PanelProps): JSX.Element {
  const theme = useTheme2();
  const { options } = props.panel;
  const displayMode = text(options.displayMode, 'gradient') as BarGaugeDisplayMode;
  return (
    <Repeated
      {...props}
      hasSparkline={false}
      isGrid={false}
      draw={({ value, width, height, orientation, alignmentFactors }) => (
        <BarGauge
          value={value.display}
          field={value.field}
          {...(value.view === undefined || value.colIndex === undefined ? {} : displayOf(value))}
          width={width}
          height={height}
          orientation={orientation}
          displayMode={displayMode}
          itemSpacing={2}
          lcdCellWidth={12}
          showUnfilled={options.showUnfilled !== false}
          valueDisplayMode={text(options.valueMode, 'color') as never}
          namePlacement={text(options.namePlacement, 'auto') as never}
          text={object(options.text)}
          alignmentFactors={alignmentFactors}
          theme={theme}
        />
      )}
    />
  );
}

function displayOf({ view, colIndex }: FieldDisplay) {
  const display = colIndex === undefined ? undefined : view?.getFieldDisplayProcessor(colIndex);
  return display === undefined ? {} : { display };
}

function Repeated({
  panel,
  frames,
  values,
  width,
  height,
  timeZone,
  hasSparkline,
  isGrid,
  draw,
}: PanelProps & {
  hasSparkline: boolean;
  isGrid: boolean;
  draw: (drawn: Drawn) => JSX.Element;
}): JSX.Element {
  const theme = useTheme2();
  const { options } = panel;
  const getValues = () =>
    getFieldDisplayValues({
      data: frames,
      fieldConfig: fieldConfigOf(panel),
      reduceOptions: reduceOptionsOf(options.reduceOptions),
      replaceVariables: (template, scoped) => interpolateText(String(scopedText(template, scoped)), values),
      sparkline: hasSparkline,
      theme,
      timeZone,
    });
  return (
    <VizRepeater<FieldDisplay, DisplayValueAlignmentFactors>
      getValues={getValues}
      getAlignmentFactors={(all) => getDisplayValueAlignmentFactors(all)}
      renderValue={({ value, width: w, height: h, orientation, alignmentFactors, count }) =>
        draw({ value, width: w, height: h, orientation, alignmentFactors, count })
      }
      source={frames}
      renderCounter={0}
      width={width}
      height={height}
      itemSpacing={isGrid ? 3 : 8}
      autoGrid={isGrid}
      // A stat shrinks as far as its panel does.
      {...(panel.type === 'stat'
        ? {}
        : {
            minVizWidth: number(options.minVizWidth, isGrid ? 75 : 8),
            minVizHeight: number(options.minVizHeight, isGrid ? 75 : 16),
          })}
      maxVizHeight={number(options.maxVizHeight, 300)}
      orientation={text(options.orientation, 'auto') as VizOrientation}
    />
  );
}

/** Titles refer to the series by `${__field.name}` and the like. */
function scopedText(template: string, scoped: unknown): string {
  return template.replace(/\$\{(__[\w.]+)\}/g, (reference, path: string) => {
    const [first = '', ...rest] = path.split('.');
    let value: unknown = object(object(scoped)[first]).value;
    for (const key of rest) value = object(value)[key];
    return value === undefined || value === null ? reference : String(value);
  });
}

function reduceOptionsOf(value: unknown): ReduceDataOptions {
  const json = object(value);
  const calcs = texts(json.calcs);
  return {
    values: json.values === true,
    calcs: calcs.length > 0 ? [...calcs] : ['lastNotNull'],
    fields: text(json.fields),
    ...(typeof json.limit === 'number' ? { limit: json.limit } : {}),
  };
}
