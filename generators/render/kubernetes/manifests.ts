import type { CompiledGroup, KubernetesObject } from '../../compile/model.ts';
import type { ServiceConfig } from '../../config/config.ts';
import { selectionLabels } from '../../config/selection-labels.ts';
import { groupModels } from '../prometheus/rules-file.ts';
import { metadata } from './object.ts';

/** Target labels that are useless here and would rename metric labels with the same name. */
const DROPPED_TARGET_LABELS = ['endpoint', 'service', 'container'];

export function serviceMonitor(config: ServiceConfig): KubernetesObject {
  const { service, intervals } = config;
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    metadata: metadata(config, config.app, selectionLabels(config.operator).monitor),
    spec: {
      selector: { matchLabels: service.labels },
      namespaceSelector: { matchNames: [config.namespace] },
      endpoints: [
        {
          port: service.portName,
          path: service.metricsPath,
          interval: intervals.scrape,
          scrapeTimeout: intervals.scrapeTimeout,
          relabelings: [
            // The operator would use the name of the Service, but the rules expect this job. A `$` would be a
            // reference.
            {
              action: 'replace',
              targetLabel: 'job',
              replacement: (config.jobs.service ?? service.name).replaceAll('$', '$$$$'),
            },
            { action: 'labeldrop', regex: DROPPED_TARGET_LABELS.join('|') },
          ],
        },
      ],
    },
  };
}

export function prometheusRule(config: ServiceConfig, groups: readonly CompiledGroup[]): KubernetesObject {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: metadata(config, `${config.app}-alerts`, selectionLabels(config.operator).rule),
    spec: { groups: groupModels(groups) },
  };
}

/** The dashboard for Grafana's sidecar. */
export function dashboardConfigMap(config: ServiceConfig, dashboardJson: string): KubernetesObject {
  const { sidecarLabels, sidecarFolderAnnotation, folder, uid } = config.grafana;
  const object = metadata(config, `${config.app}-grafana-dashboard`, sidecarLabels);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...object, annotations: { [sidecarFolderAnnotation]: folder } },
    data: { [`${uid}.json`]: dashboardJson },
  };
}

/**
 * kube-prometheus' Prometheus may read only a few namespaces; in others it finds no target without this
 * permission
 * (https://github.com/prometheus-operator/kube-prometheus/blob/main/docs/monitoring-other-namespaces.md).
 */
export function scrapePermission(config: ServiceConfig): readonly KubernetesObject[] {
  const { operator } = config;
  if (operator.profile !== 'kube-prometheus') return [];
  const name = `${config.app}-prometheus`;
  const verbs = ['get', 'list', 'watch'];
  return [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: metadata(config, name, {}),
      rules: [
        { apiGroups: [''], resources: ['services', 'endpoints', 'pods'], verbs },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: metadata(config, name, {}),
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
      subjects: [
        { kind: 'ServiceAccount', name: operator.serviceAccount, namespace: operator.prometheusNamespace },
      ],
    },
  ];
}
