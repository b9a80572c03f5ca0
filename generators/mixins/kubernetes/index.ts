/**
 * Pods and volumes, from kube-state-metrics and the kubelet. Each has a contract (`podMetrics`), thresholds,
 * rules and a row of panels; a service without a volume leaves out those of the volumes.
 */
export * from './dashboard.ts';
export * from './metrics.ts';
export { podRules } from './pods/alerts.ts';
export { podPanels, podRow } from './pods/row.ts';
export {
  cpuUsed,
  memoryUsed,
  podRestarts,
  podsInPhase,
  podsOf,
  restartsWithin,
} from './pods/signals.ts';
export { type PodThreshold, podThresholds } from './pods/thresholds.ts';
export { volumeRules } from './volumes/alerts.ts';
export { volumePanels, volumeRow } from './volumes/row.ts';
export { availableInFourDays, inodesUsed, volumeForecast, volumeUsed } from './volumes/signals.ts';
export { type VolumeThreshold, volumeThresholds } from './volumes/thresholds.ts';
