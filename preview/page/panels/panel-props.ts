import type { DataFrame } from '@grafana/data';
import type { Panel } from '../dashboard/model.ts';
import type { Values } from '../data/interpolate.ts';
import type { PanelData } from '../data/panel-data.ts';

/** What each drawing gets. */
export interface PanelProps {
  readonly panel: Panel;
  /** With the field configuration applied. */
  readonly frames: DataFrame[];
  readonly data: PanelData;
  readonly values: Values;
  readonly width: number;
  readonly height: number;
  readonly timeZone: string;
}
