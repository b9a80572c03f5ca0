import type { JSX } from 'react';
import type { Panel } from '../dashboard/model.ts';
import { layOut } from './layout.ts';

interface PanelGridProps {
  readonly panels: readonly Panel[];
  readonly width: number;
  readonly children: (panel: Panel, width: number, height: number) => JSX.Element;
}

export function PanelGrid({ panels, width, children }: PanelGridProps): JSX.Element {
  const { boxes, height: total } = layOut(panels, width);
  return (
    <div className="grid" style={{ height: total }}>
      {boxes.map(({ panel, left, top, width: w, height }) => (
        <div key={panel.key} className="cell" style={{ left, top, width: w, height }}>
          {children(panel, w, height)}
        </div>
      ))}
    </div>
  );
}
