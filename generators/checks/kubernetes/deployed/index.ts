import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { ServiceConfig } from '../../../config/config.ts';
import type { Check, Finding } from '../../check.ts';
import { type Deployed, nameOf } from './deployed.ts';
import { findingsOfDiscovery } from './discovery.ts';
import { findingsOfRules } from './rules.ts';
import { findingsOfService, servicesFor } from './service.ts';

/** Separate from the checks of a service, because it needs the deployment repository given by `--deploy`. */
export const DEPLOYED_CHECK: Pick<Check, 'code' | 'severity' | 'title' | 'page'> = {
  code: 'kustomization/selector',
  severity: 'error',
  title: 'Selectors match after kustomize changes namespaces, names and labels',
  page: {
    details:
      'With `--deploy`, kustomize builds a copy of the deployment repository without network access, and the check examines the result: the ServiceMonitor must select a Service and one of its ports by name, the rules must match the existing namespace, pods and claims, and the operator and the Grafana sidecar must find the generated objects. A transformer such as `namespace`, `namePrefix` or `commonLabels` changes objects, but not the selectors and queries inside them. If kustomize is not installed, the check reads the transformers from the files. Cases that it cannot decide are reported as warnings.',
    impact: 'Prometheus scrapes nothing, or the rules never match, without any error.',
    example: {
      given: 'With `namespace: observer-prod` in the configuration',
      language: 'yaml',
      bad: '# kustomization.yaml\nnamespace: trading\nresources:\n  - service.yaml',
      good: '# observability.yaml\nnamespace: trading',
    },
  },
};

/** Checks that Prometheus, its operator and Grafana find the deployed objects of one service. */
export function checkDeployed(deployed: Deployed, config: ServiceConfig): readonly Diagnostic[] {
  const ours = deployed.objects
    .filter(({ source }) => source?.app === config.app)
    .toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  const monitor = ours.find(({ kind }) => kind === 'ServiceMonitor');
  const rules = ours.filter(({ kind }) => kind === 'PrometheusRule');
  const services = monitor === undefined ? [] : servicesFor(deployed, monitor, config);
  const findings: Finding[] = [
    ...(monitor === undefined ? [] : findingsOfService(deployed, monitor, services, config)),
    ...findingsOfRules(deployed, rules, services, config),
    ...findingsOfDiscovery(deployed, ours, config),
  ];
  return findings.map((finding) => ({
    code: DEPLOYED_CHECK.code,
    severity: DEPLOYED_CHECK.severity,
    reason: 'kustomize does not change selectors and queries, so Prometheus finds nothing, without any error',
    ...finding,
  }));
}
