import { FieldType } from '@grafana/data';
import type { TableCellHeight } from '@grafana/schema';
import { useTheme2 } from '@grafana/ui';
import { TableNG } from '@grafana/ui/unstable';
import type { JSX } from 'react';
import { dateTime } from '../chrome/times.ts';
import { number, objects, text } from '../dashboard/json.ts';
import type { PanelProps } from './panel-props.ts';
import { NoData, noValueOf } from './timeseries.tsx';

export function TablePanel({ panel, frames, data, width, height }: PanelProps): JSX.Element {
  const theme = useTheme2();
  const frame = frames[Math.min(number(panel.options.frameIndex, 0), frames.length - 1)];
  if (frame === undefined || frame.fields.length === 0)
    return <NoData theme={theme} text={noValueOf(panel)} />;
  const range = { from: dateTime(data.range.from), to: dateTime(data.range.to) };
  return (
    <TableNG
      data={{ ...frame, fields: frame.fields.filter(({ type }) => type !== FieldType.frame) }}
      width={width}
      height={height}
      noHeader={panel.options.showHeader === false}
      cellHeight={text(panel.options.cellHeight, 'sm') as TableCellHeight}
      sortBy={objects(panel.options.sortBy).map(({ displayName, desc }) => ({
        displayName: text(displayName),
        desc: desc === true,
      }))}
      timeRange={{ ...range, raw: range }}
      // The virtual list measures itself, which a picture does not wait for.
      enableVirtualization={frame.length > 200}
      structureRev={1}
    />
  );
}
