import { type DataFrame, FieldType, type GrafanaTheme2 } from '@grafana/data';
import { type LegendDisplayMode, TimeSeries, useTheme2 } from '@grafana/ui';
import { type JSX, useMemo } from 'react';
import { dateTime } from '../chrome/times.ts';
import { number, object, text, texts } from '../dashboard/json.ts';
import type { PanelProps } from './panel-props.ts';

export function TimeSeriesPanel({ panel, frames, data, width, height, timeZone }: PanelProps): JSX.Element {
  const theme = useTheme2();
  const graphable = useMemo(() => frames.filter(isGraphable).map(withoutInfinity), [frames]);
  const legend = object(panel.options.legend);
  const range = { from: dateTime(data.range.from), to: dateTime(data.range.to) };
  if (graphable.length === 0) return <NoData theme={theme} text={noValueOf(panel)} />;
  return (
    <TimeSeries
      frames={graphable}
      width={width}
      height={height}
      timeRange={{ ...range, raw: range }}
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
    />
  );
}

export function NoData({ theme, text: message }: { theme: GrafanaTheme2; text: string }): JSX.Element {
  return (
    <div className="no-data" style={{ color: theme.colors.text.secondary }}>
      {message}
    </div>
  );
}

export function noValueOf({ fieldConfig }: PanelProps['panel']): string {
  return text(fieldConfig.defaults.noValue, 'No data') || 'No data';
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
