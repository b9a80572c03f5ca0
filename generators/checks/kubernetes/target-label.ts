import { type Metric, seriesOf } from '../../contract/metric.ts';
import { defineCheck } from '../check.ts';
import { type Fields, listAt, manifestPlace, manifestsOf, textAt } from './manifests.ts';

/** The exporter that the generated ServiceMonitor scrapes. */
const SCRAPED_EXPORTER = 'service';

/** https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go (generateServiceMonitorConfig) */
const ADDED_BY_OPERATOR = ['namespace', 'service', 'pod', 'container', 'endpoint', 'job', 'instance'];

export const targetLabel = defineCheck({
  code: 'kubernetes/target-label',
  severity: 'error',
  title: 'Target labels do not override metric labels',
  reason:
    'Prometheus keeps the target label and renames the metric label to exported_<label>, so no query finds it',
  page: {
    details:
      "The operator adds namespace, service, pod, container, endpoint, job and instance to every series. One of the service's metrics has a label of the same name, and no target relabeling drops the one from the operator. Or the contract relies on a target label that is dropped.",
    impact:
      'Prometheus keeps the target label and renames the metric label to `exported_<label>`, so no query finds it.',
    example: {
      language: 'yaml',
      bad: `endpoints:
  - port: http   # the metric has a label endpoint`,
      good: `endpoints:
  - port: http
    relabelings:
      - action: labeldrop
        regex: endpoint`,
    },
  },
  *find(service) {
    const metrics = service.project.contract.filter((metric) => metric.exporter.key === SCRAPED_EXPORTER);
    for (const manifest of manifestsOf(service)) {
      if (manifest.kind !== 'ServiceMonitor') continue;
      for (const endpoint of listAt(manifest.object, 'spec', 'endpoints')) {
        const added = ADDED_BY_OPERATOR.filter((label) => !isDropped(endpoint, label));
        for (const [label, names] of conflicts(metrics, endpoint.honorLabels === true ? [] : added)) {
          yield {
            place: manifestPlace(manifest),
            message: `the target label "${label}" conflicts with the label of ${names.join(', ')}`,
            remedy: `Drop the target label in the relabelings of the endpoint: { action: labeldrop, regex: ${label} }`,
          };
        }
        for (const label of new Set(metrics.flatMap((metric) => metric.exporter.targetLabels))) {
          if (added.includes(label)) continue;
          yield {
            place: manifestPlace(manifest),
            message: `the contract relies on the target label "${label}", which the scrape does not have`,
            reason: 'Queries that match this label select nothing',
            remedy: `Keep the label, or remove it from targetLabels of the exporter "${SCRAPED_EXPORTER}"`,
          };
        }
      }
    }
  },
});

function conflicts(metrics: readonly Metric[], added: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const metric of metrics) {
    const labels = new Set(seriesOf(metric).flatMap((series) => Object.keys(series.domains)));
    for (const label of added)
      if (labels.has(label)) found.set(label, [...(found.get(label) ?? []), metric.name]);
  }
  return found;
}

/** Whether target relabeling drops the label; `metricRelabelings` run too late. */
function isDropped(endpoint: Fields, label: string): boolean {
  return listAt(endpoint, 'relabelings').some((relabeling) => {
    const action = textAt(relabeling, 'action');
    const regex = new RegExp(`^(?:${textAt(relabeling, 'regex') ?? '.*'})$`);
    if (action === 'labeldrop') return regex.test(label);
    return action === 'labelkeep' && !regex.test(label);
  });
}
