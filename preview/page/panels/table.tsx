import { FieldType } from '@grafana/data';
import type { TableCellHeight } from '@grafana/schema';
import { TableNG } from '@grafana/ui/unstable';
import type { JSX } from 'react';
import { timeRangeOf } from '../chrome/times.ts';
import { number, objects, text } from '../dashboard/json.ts';
import { NoData, noValueOf } from './no-data.tsx';
import type { PanelProps } from './panel-props.ts';

export function TablePanel({ panel, frames, data, width, height }: PanelProps): JSX.Element {
  const frame = frames[Math.min(number(panel.options.frameIndex, 0), frames.length - 1)];
  if (frame === undefined || frame.fields.length === 0) return <NoData text={noValueOf(panel)} />;
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
      timeRange={timeRangeOf(data.range)}
      // The virtual list measures itself, which a picture does not wait for.
      enableVirtualization={frame.length > 200}
      structureRev={1}
    />
  );
}
