import type { Diagnostic } from '../../../base/diagnostic.ts';
import type { ServiceConfig } from '../../../config/config.ts';
import type { Check, Finding } from '../../check.ts';
import { type Deployed, nameOf } from './deployed.ts';
import { findingsOfDiscovery } from './discovery.ts';
import { findingsOfRules } from './rules.ts';
import { findingsOfService, servicesFor } from './service.ts';

/** Not among the checks of a service: it looks at a deployment repository, which only `--deploy` names. */
export const DEPLOYED_CHECK: Pick<Check, 'code' | 'severity' | 'title' | 'page'> = {
  code: 'kustomization/selector',
  severity: 'error',
  title: 'Selectors still fit after kustomize has changed namespaces, names and labels',
  page: {
    details:
      'With `--deploy` the result is built by kustomize where it is installed, on a copy and without the network, and read as a cluster would: whether the ServiceMonitor selects a Service and one of its ports by name, whether the rules ask for the namespace, pods and claims that there are, and whether the operator and the sidecar of Grafana still find what is generated. A transformer such as `namespace`, `namePrefix` or `commonLabels` changes the objects and not the selectors and queries inside of them. Without kustomize the transformers are read off the files. What cannot be decided so is a warning.',
    impact: 'Prometheus scrapes nothing, or the rules never match, and nothing reports an error.',
    example: {
      given: 'The configuration says `namespace: observer-prod`',
      language: 'yaml',
      bad: '# kustomization.yaml\nnamespace: trading\nresources:\n  - service.yaml',
      good: '# observability.yaml\nnamespace: trading',
    },
  },
};

/** Looks at what a kustomization gives the cluster as Prometheus, its operator and Grafana would, for one service. */
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
    reason:
      'kustomize does not change the names inside of selectors and queries, so Prometheus finds nothing, and nothing reports an error',
    ...finding,
  }));
}
