import type { Row } from '../../define/dashboard.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import type { Alert } from '../../define/rules.ts';
import { nodeRules } from './alerts.ts';
import { type NodePanels, nodePanels, nodeRow } from './row.ts';
import { type Metrics, type NodeSignals, nodeSignals } from './signals.ts';
import type { NodeThreshold } from './thresholds.ts';

export type { NodePanels } from './row.ts';
export type { NodeSignals } from './signals.ts';
export { type NodeThreshold, nodeThresholds } from './thresholds.ts';

/** The process of a service on Node. */
export interface NodeProcess extends NodeSignals {
  readonly panels: NodePanels;
  row(): Row;
  /** `<prefix>EventLoopBlocked`, `<prefix>HeapAlmostFull` and `<prefix>OpenFilesAlmostExhausted`. */
  rules(context: RuleContext<NodeThreshold>): readonly Alert[];
}

/**
 * Signals, panels and alerts from the metrics of a process.
 *
 * @example nodeProcess({ ...processMetrics(shop), ...nodeMetrics(shop) })
 */
export function nodeProcess(metrics: Metrics): NodeProcess {
  const signals = nodeSignals(metrics);
  const panels = nodePanels(signals);
  return {
    ...signals,
    panels,
    row: () => nodeRow(panels),
    rules: (context) => nodeRules(context, metrics, signals),
  };
}
