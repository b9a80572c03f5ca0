import {
  type DynamicConfigValue,
  type FieldColor,
  FieldColorModeId,
  type FieldConfigSource,
  type MatcherConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Panel, Plot, SeriesStyle } from '../../define/dashboard.ts';

type Override = FieldConfigSource['overrides'][number];

/** What makes some series of a panel look otherwise than the rest. Of two overrides the later one wins. */
export function overridesOf({ plots, series = [], isStacked }: Panel): Override[] {
  return [...(isStacked ? [withoutZeros()] : []), ...plots.flatMap(ofPlot), ...series.map(ofSeries)];
}

export function fixed(color: string): FieldColor {
  return { mode: FieldColorModeId.Fixed, fixedColor: color };
}

function override(matcher: MatcherConfig, properties: DynamicConfigValue[]): Override {
  return { matcher, properties };
}

/** Of a stack the states that are zero all the time leave the legend: they are nothing of the sum. */
function withoutZeros(): Override {
  return override({ id: 'byValue', options: { reducer: 'allIsZero', op: 'eq', value: 0 } }, [
    { id: 'custom.hideFrom', value: { legend: true, tooltip: true, viz: false } },
  ]);
}

function ofPlot({ ref, color, isLimit }: Plot): Override[] {
  const properties = [
    ...(color === undefined ? [] : [{ id: 'color', value: fixed(color) }]),
    ...(isLimit
      ? [
          { id: 'custom.lineStyle', value: { fill: 'dash', dash: [10, 10] } },
          { id: 'custom.fillOpacity', value: 0 },
        ]
      : []),
  ];
  return properties.length === 0 ? [] : [override({ id: 'byFrameRefID', options: ref }, properties)];
}

function ofSeries({ name, color, axis }: SeriesStyle): Override {
  const matcher =
    typeof name === 'string'
      ? { id: 'byName', options: name }
      : { id: 'byRegexp', options: `/${name.source}/${name.flags}` };
  return override(matcher, [
    ...(color === undefined ? [] : [{ id: 'color', value: fixed(color) }]),
    ...(axis === undefined
      ? []
      : [
          { id: 'custom.axisPlacement', value: axis },
          // Its own colour tells which of the two scales a series is read on.
          { id: 'custom.axisColorMode', value: 'series' },
        ]),
  ]);
}
