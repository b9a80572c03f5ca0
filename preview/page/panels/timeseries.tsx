import { type DataFrame, FieldType, getFieldDisplayName } from '@grafana/data';
import {
  type LegendDisplayMode,
  type PanelContext,
  PanelContextProvider,
  TimeSeries,
  usePanelContext,
} from '@grafana/ui';
import { type JSX, useMemo, useState } from 'react';
import { timeRangeOf } from '../chrome/times.ts';
import { number, object, text, texts } from '../dashboard/json.ts';
import { NoData, noValueOf } from './no-data.tsx';
import type { PanelProps } from './panel-props.ts';
import { AnnotationOverlay, ExemplarOverlay, TimeTooltip } from './time-overlays.tsx';

export function TimeSeriesPanel(props: PanelProps): JSX.Element {
  const { panel, frames, data, width, height, timeZone, annotations, isCursorShared, onZoom } = props;
  const [isolated, setIsolated] = useState<string>();
  const graphable = useMemo(
    () => frames.filter(isGraphable).map((frame) => shown(withoutInfinity(frame), frames, isolated)),
    [frames, isolated],
  );
  const outer = usePanelContext();
  const context = useMemo<PanelContext>(
    () => ({
      ...outer,
      // A click on a name in the legend shows this series alone, and a second one all again.
      onToggleSeriesVisibility: (label) =>
        setIsolated((old) => (typeof label === 'string' && label !== old ? label : undefined)),
    }),
    [outer],
  );
  const legend = object(panel.options.legend);
  if (graphable.length === 0) return <NoData text={noValueOf(panel)} />;
  return (
    <PanelContextProvider value={context}>
      <TimeSeries
        frames={graphable}
        width={width}
        height={height}
        timeRange={timeRangeOf(data.range)}
        timeZone={timeZone}
        legend={{
          showLegend: legend.showLegend !== false && legend.displayMode !== 'hidden',
          displayMode: text(legend.displayMode, 'list') as LegendDisplayMode,
          placement: text(legend.placement, 'bottom') as 'bottom' | 'right',
          calcs: [...texts(legend.calcs)],
          ...(typeof legend.width === 'number' ? { width: number(legend.width, 0) } : {}),
          ...(typeof legend.sortBy === 'string' ? { sortBy: legend.sortBy } : {}),
          ...(typeof legend.sortDesc === 'boolean' ? { sortDesc: legend.sortDesc } : {}),
        }}
        options={panel.options}
      >
        {(config, frame) => (
          <>
            <TimeTooltip
              config={config}
              frame={frame}
              options={panel.options}
              timeZone={timeZone}
              isCursorShared={isCursorShared}
              onZoom={onZoom}
            />
            <AnnotationOverlay config={config} annotations={annotations} timeZone={timeZone} />
            <ExemplarOverlay config={config} exemplars={data.exemplars} timeZone={timeZone} />
          </>
        )}
      </TimeSeries>
    </PanelContextProvider>
  );
}

function isGraphable(frame: DataFrame): boolean {
  const has = (type: FieldType) => frame.fields.some((field) => field.type === type);
  return has(FieldType.time) && has(FieldType.number) && frame.length > 0;
}

/** An infinite value has no place on the axis. */
function withoutInfinity(frame: DataFrame): DataFrame {
  const fields = frame.fields.map((field) =>
    field.type === FieldType.number
      ? { ...field, values: field.values.map((value) => (Number.isFinite(value) ? value : null)) }
      : field,
  );
  return { ...frame, fields };
}

function shown(frame: DataFrame, frames: DataFrame[], isolated: string | undefined): DataFrame {
  if (isolated === undefined) return frame;
  const fields = frame.fields.map((field) => {
    if (field.type !== FieldType.number || getFieldDisplayName(field, frame, frames) === isolated)
      return field;
    const hideFrom = { ...field.config.custom?.hideFrom, viz: true };
    return { ...field, config: { ...field.config, custom: { ...field.config.custom, hideFrom } } };
  });
  return { ...frame, fields };
}
