import type { DataFrame } from '@grafana/data';
import type { Panel } from '../dashboard/model.ts';
import type { Annotation } from '../data/annotations.ts';
import type { Values } from '../data/interpolate.ts';
import type { PanelData } from '../data/panel-data.ts';
import type { Range } from '../data/variables.ts';

/** What each drawing gets. */
export interface PanelProps {
  readonly panel: Panel;
  /** With the field configuration applied. */
  readonly frames: DataFrame[];
  readonly data: PanelData;
  readonly values: Values;
  readonly annotations: readonly Annotation[];
  readonly isCursorShared: boolean;
  readonly onZoom: (range: Range) => void;
  readonly width: number;
  readonly height: number;
  readonly timeZone: string;
}
