import type { ComponentType } from 'react';
import { AlertListPanel } from './alert-list.tsx';
import type { PanelProps } from './panel-props.ts';
import { BarGaugePanel, GaugePanel, StatPanel } from './single-values.tsx';
import { StateTimelinePanel } from './state-timeline.tsx';
import { TablePanel } from './table.tsx';
import { TextPanel } from './text.tsx';
import { TimeSeriesPanel } from './timeseries.tsx';

/** The drawing of each panel type. What is not here gets a placeholder. */
export const PANELS: Readonly<Record<string, ComponentType<PanelProps>>> = {
  alertlist: AlertListPanel,
  bargauge: BarGaugePanel,
  gauge: GaugePanel,
  stat: StatPanel,
  'state-timeline': StateTimelinePanel,
  'status-history': StateTimelinePanel,
  table: TablePanel,
  text: TextPanel,
  timeseries: TimeSeriesPanel,
};
