import { describe, expect, test } from 'vitest';
import { violationsOf } from '../../checks/kubernetes/crd.ts';
import type { OperatorProfile } from '../../config/config.ts';
import { smallConfig } from '../grafana/fixtures/small-dashboard.ts';
import { dashboardConfigMap, prometheusRule, scrapePermission, serviceMonitor } from './manifests.ts';

const withOperator = (operator: OperatorProfile) => ({ ...smallConfig, operator });
const STACK: OperatorProfile = { profile: 'kube-prometheus-stack', release: 'monitoring' };
const JSONNET: OperatorProfile = {
  profile: 'kube-prometheus',
  prometheusNamespace: 'monitoring',
  serviceAccount: 'prometheus-k8s',
};
const CUSTOM: OperatorProfile = {
  profile: 'custom',
  monitorLabels: { team: 'a' },
  ruleLabels: { role: 'b' },
};

describe('manifests', () => {
  test.each<[string, OperatorProfile, object, object]>([
    [
      'kube-prometheus-stack selects by its release',
      STACK,
      { release: 'monitoring' },
      { release: 'monitoring' },
    ],
    ['kube-prometheus selects everything', JSONNET, {}, { prometheus: 'k8s', role: 'alert-rules' }],
    ['a custom profile says what it selects by', CUSTOM, { team: 'a' }, { role: 'b' }],
  ])('%s', (_, operator, monitorLabels, ruleLabels) => {
    const config = withOperator(operator);
    expect(serviceMonitor(config)).toMatchObject({
      metadata: { labels: { ...config.labels, ...monitorLabels } },
    });
    expect(prometheusRule(config, [])).toMatchObject({
      metadata: { labels: { ...config.labels, ...ruleLabels } },
    });
  });

  test('only kube-prometheus needs permission to read the namespace', () => {
    expect(scrapePermission(withOperator(STACK))).toEqual([]);
    expect(scrapePermission(withOperator(CUSTOM))).toEqual([]);
    const [role, binding] = scrapePermission(withOperator(JSONNET));
    expect(role).toMatchObject({ kind: 'Role', metadata: { namespace: smallConfig.namespace } });
    expect(binding).toMatchObject({
      kind: 'RoleBinding',
      metadata: { namespace: smallConfig.namespace },
      subjects: [{ kind: 'ServiceAccount', name: 'prometheus-k8s', namespace: 'monitoring' }],
    });
  });

  test('the monitor selects the configured Service in its namespace, on its port', () => {
    expect(serviceMonitor(smallConfig)).toMatchObject({
      spec: {
        selector: { matchLabels: smallConfig.service.labels },
        namespaceSelector: { matchNames: [smallConfig.namespace] },
        endpoints: [{ port: smallConfig.service.portName, path: smallConfig.service.metricsPath }],
      },
    });
  });

  test('the monitor sets the job that the rules expect, whatever the Service is called', () => {
    const config = { ...smallConfig, jobs: { ...smallConfig.jobs, service: 'another' } };
    expect(serviceMonitor(config)).toMatchObject({
      spec: {
        endpoints: [
          { relabelings: [{ targetLabel: 'job', replacement: 'another' }, { action: 'labeldrop' }] },
        ],
      },
    });
  });

  test('the sidecar finds the dashboard under its uid, in its folder', () => {
    const { uid, folder, sidecarLabels, sidecarFolderAnnotation } = smallConfig.grafana;
    expect(dashboardConfigMap(smallConfig, '{}\n')).toMatchObject({
      metadata: { labels: sidecarLabels, annotations: { [sidecarFolderAnnotation]: folder } },
      data: { [`${uid}.json`]: '{}\n' },
    });
  });

  test.each([STACK, JSONNET, CUSTOM])(
    'what is written for $profile satisfies the schemas of the operator',
    (operator) => {
      const config = withOperator(operator);
      expect(violationsOf(serviceMonitor(config))).toEqual([]);
      expect(violationsOf(prometheusRule(config, []))).toEqual([]);
    },
  );
});
