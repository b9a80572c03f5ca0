import { row } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import { observerProcess } from '../signals/process.ts';

/** Has it room to work? */
export const resources = row(
  'resources',
  'Resources',
  [podPanels.memoryRatio, podPanels.throttling, ...Object.values(observerProcess.panels)],
  { isCollapsed: true },
);
