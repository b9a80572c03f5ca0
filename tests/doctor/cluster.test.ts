import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../support/json.ts';
import { kubectlStandIn } from '../support/kubectl-stand-in.ts';
import { examine, startFakePrometheus } from './examine.ts';

describe('oac doctor with --kube', () => {
  const prometheus = (spec: JsonObject) => ({
    metadata: { name: 'k8s', namespace: 'monitoring' },
    spec: {
      serviceAccountName: 'prometheus',
      serviceMonitorSelector: { matchLabels: { release: 'prometheus' } },
      serviceMonitorNamespaceSelector: {},
      ruleSelector: {},
      ruleNamespaceSelector: {},
      ...spec,
    },
  });
  const namespace = 'observer-prod';
  const labels = { app: 'observer', release: 'prometheus' };
  const healthy = {
    prometheuses: [prometheus({})],
    namespaces: [{ metadata: { name: namespace } }, { metadata: { name: 'monitoring' } }],
    servicemonitors: [{ metadata: { name: 'observer', namespace, labels } }],
    prometheusrules: [{ metadata: { name: 'observer-alerts', namespace, labels } }],
    services: [
      {
        metadata: { name: 'observer', namespace, labels: { app: 'observer' } },
        spec: { selector: { app: 'observer' }, ports: [{ name: 'http' }] },
      },
    ],
    endpointslices: [
      {
        metadata: { namespace, labels: { 'kubernetes.io/service-name': 'observer' } },
        endpoints: [{ conditions: { ready: true } }],
      },
    ],
    pods: [
      {
        metadata: { name: 'observer-1', namespace, labels: { app: 'observer' } },
        spec: {
          securityContext: { runAsUser: 1000, fsGroup: 1000 },
          volumes: [{ persistentVolumeClaim: { claimName: 'observer-data' } }],
        },
      },
    ],
    persistentvolumeclaims: [{ metadata: { name: 'observer-data', namespace }, status: { phase: 'Bound' } }],
  };
  const CLUSTER_CODES = ['selection', 'service', 'access', 'network', 'volumes'].map(
    (one) => `doctor/${one}`,
  );

  const findingsOf = async (cluster: Parameters<typeof kubectlStandIn>[0]) => {
    const { url } = await startFakePrometheus({});
    const { found } = await examine(url, { args: ['--kube'], env: await kubectlStandIn(cluster) });
    return found;
  };
  const textOf = ({ message, reason, remedy }: JsonObject) => `${message} ${reason} ${remedy}`;
  const inCluster = (found: readonly JsonObject[]) =>
    found.filter(({ code }) => CLUSTER_CODES.includes(String(code)));

  test('finds nothing in a correct cluster', async () => {
    expect(inCluster(await findingsOf({ objects: healthy }))).toEqual([]);
  });

  describe('finds the sabotage', () => {
    let found: readonly JsonObject[];

    beforeAll(async () => {
      const forPrometheus = {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prometheus' } } }],
      };
      const spec = { selector: { app: 'observer' }, ports: [{ name: 'web' }] };
      const objects = {
        ...healthy,
        prometheuses: [
          prometheus({
            serviceMonitorSelector: { matchLabels: { release: 'kps' } },
            ruleNamespaceSelector: { matchLabels: { monitored: 'yes' } },
          }),
        ],
        services: [{ metadata: { name: 'observer', namespace, labels: { app: 'observer' } }, spec }],
        endpointslices: [],
        networkpolicies: [
          {
            metadata: { name: 'observer', namespace },
            spec: {
              podSelector: { matchLabels: { app: 'observer' } },
              policyTypes: ['Ingress'],
              ingress: [forPrometheus],
            },
          },
        ],
        persistentvolumeclaims: [
          { metadata: { name: 'observer-data', namespace }, status: { phase: 'Pending' } },
        ],
      };
      const denied = ['system:serviceaccount:monitoring:prometheus endpoints'];
      found = inCluster(await findingsOf({ objects, denied }));
    });

    test.each([
      {
        sabotage: 'another release',
        code: 'doctor/selection',
        place: 'servicemonitor observer-prod/observer',
        says: 'kubectl label --overwrite servicemonitor observer -n observer-prod release=kps',
      },
      {
        sabotage: 'a namespace selector',
        code: 'doctor/selection',
        place: 'prometheusrule observer-prod/observer-alerts',
        says: 'ruleNamespaceSelector of Prometheus monitoring/k8s asks for monitored=yes',
      },
      {
        sabotage: 'another port name',
        code: 'doctor/service',
        place: 'service observer-prod/observer',
        says: 'the Service has "web"',
      },
      {
        sabotage: 'no pod behind the Service',
        code: 'doctor/service',
        place: 'service observer-prod/observer',
        says: 'it has no pod',
      },
      {
        sabotage: 'an account that may not list endpoints',
        code: 'doctor/access',
        place: 'system:serviceaccount:monitoring:prometheus in observer-prod',
        says: 'it may not list endpoints',
      },
      {
        sabotage: 'a NetworkPolicy',
        code: 'doctor/network',
        place: 'networkpolicy observer-prod/observer',
        says: 'workload.network.prometheusNamespace: monitoring',
      },
      {
        sabotage: 'a volume that is pending',
        code: 'doctor/volumes',
        place: 'persistentvolumeclaim observer-prod/observer-data',
        says: 'it is Pending',
      },
    ])('$sabotage', ({ code, place, says }) => {
      const own = found.filter((one) => one.code === code && one.definition === place);
      expect(own.map(textOf).join('\n')).toContain(says);
      expect(found).toHaveLength(7);
    });
  });

  test('finds that there is no ServiceMonitor', async () => {
    const found = inCluster(await findingsOf({ objects: { ...healthy, servicemonitors: [] } }));

    expect(found).toMatchObject([
      { code: 'doctor/selection', definition: 'servicemonitor observer-prod/observer' },
    ]);
    expect(found.map(textOf).join('\n')).toContain(
      'kubectl apply -f out/monitoring/observer-servicemonitor.yaml',
    );
  });

  test('says that kubectl is denied, or not there, and goes on', async () => {
    const failure = 'Error from server (Forbidden): services is forbidden: User "kim" cannot list';

    const denied = await findingsOf({ objects: healthy, failure });
    const { url } = await startFakePrometheus({});
    const { found: without } = await examine(url, { args: ['--kube'], env: { PATH: '/nowhere' } });

    expect(denied).toContainEqual(
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'kubectl/denied' }),
    );
    expect(without).toContainEqual(
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'kubectl/missing' }),
    );
    expect(without.map(({ code }) => code)).toContain('doctor/rules');
  });
});
