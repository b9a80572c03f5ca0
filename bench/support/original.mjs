// @ts-check

/** The panels that the original monitoring document asks for. */
const PANELS = [
  'pod-status',
  'http-request-rate',
  'http-error-rate',
  'active-connections',
  'http-request-latency',
  'jsonl-write-throughput',
  'memory-usage',
  'cpu-usage',
  'pvc-usage',
  'jsonl-file-count',
  'backup-archive-size',
  'postgresql-connections',
  'query-latency',
  'table-row-counts',
];

/** Its five alerts and seven of their companions, each with the panel that it opens here. */
const ALERTS = {
  ObserverPodRestarting: 'pod-status',
  ObserverPodCrashLooping: 'pod-status',
  ObserverTargetDown: 'pod-status',
  ObserverTargetMissing: 'pod-status',
  ObserverHighErrorRate: 'http-error-rate',
  ObserverHighLatency: 'http-request-latency',
  ObserverNoDataWritten: 'jsonl-write-throughput',
  ObserverMetricsAbsent: 'jsonl-write-throughput',
  ObserverPVCAlmostFull: 'pvc-usage',
  ObserverPVCFull: 'pvc-usage',
  ObserverDatabaseDown: 'postgresql-connections',
  ObserverDatabaseQueriesSlow: 'query-latency',
};

/**
 * Definitions of a service of the size of the original document: 14 panels, 12 alerts with all their scenarios.
 * @param {string} project path of the whole observer's definitions
 */
export function originalDefinitions(project) {
  return `
import project from ${JSON.stringify(project)};
const panels = new Set(${JSON.stringify(PANELS)});
const alerts = ${JSON.stringify(ALERTS)};
const reduced = (rule) => ({
  ...rule,
  panel: alerts[rule.name],
  inhibitedBy: (rule.inhibitedBy ?? []).filter(({ alert }) => alert in alerts),
});
export default {
  ...project,
  dashboard: (config) => {
    const dashboard = project.dashboard(config);
    const rows = dashboard.rows.map((row) => ({ ...row, panels: row.panels.filter(({ key }) => panels.has(key)) }));
    return { ...dashboard, rows };
  },
  rules: (config) =>
    project
      .rules(config)
      .map((group) => ({
        ...group,
        rules: group.rules
          .filter((rule) => rule.kind === 'recording rule' || rule.name in alerts)
          .map((rule) => (rule.kind === 'alert' ? reduced(rule) : rule)),
      }))
      .filter(({ rules }) => rules.some(({ kind }) => kind === 'alert')),
};
`;
}
