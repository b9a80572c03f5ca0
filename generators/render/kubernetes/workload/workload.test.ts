import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { validate } from '../../../../tests/support/kubernetes-schemas.ts';
import { shopSettings, shopWorkload } from '../../../checks/testing/workload.ts';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { ServiceConfig, WorkloadConfig } from '../../../config/config.ts';
import { shopService } from '../../../config/test-configuration.ts';
import { workloadManifests } from './index.ts';

function manifestsWith(
  settings: Partial<WorkloadConfig> = {},
  changes: Partial<ServiceConfig> = {},
): KubernetesObject[] {
  const shop = { ...shopService, ...changes, workload: { ...shopSettings, ...settings } };
  return Object.values(workloadManifests(shopWorkload, shop)).flat();
}

function only(manifests: readonly KubernetesObject[], kind: string): KubernetesObject {
  const [found, ...others] = manifests.filter((manifest) => manifest.kind === kind);
  if (found === undefined || others.length > 0) throw new RangeError(`not one ${kind}`);
  return found;
}

const namespaces = fc.constantFrom('a', 'monitoring', 'x-1');

const settings = fc.record<WorkloadConfig>(
  {
    enabled: fc.constant(true),
    image: fc.constantFrom('shop:1', `ghcr.io/a/b:2@sha256:${'0'.repeat(64)}`),
    imagePullSecret: fc.constantFrom('registry'),
    secret: fc.constantFrom('keys'),
    resources: fc.constant(shopWorkload.resources),
    volumes: fc.constantFrom(
      {},
      { stock: { size: '1.5Gi' } },
      { stock: { size: '20Gi', storageClass: 'fast' } },
    ),
    environment: fc.dictionary(fc.constantFrom('A', 'B_C', 'D_DIR'), fc.string({ minLength: 1 })),
    network: fc.record({
      prometheusNamespace: namespaces,
      clients: fc.array(namespaces),
      connections: fc.array(
        fc.oneof(
          fc.record({ port: fc.integer({ min: 1, max: 65_535 }), cidr: fc.constant('10.0.0.0/8') }),
          fc.record(
            {
              port: fc.integer({ min: 1, max: 65_535 }),
              namespace: namespaces,
              podLabels: fc.constant({ app: 'database' }),
            },
            { requiredKeys: ['port'] },
          ),
        ),
      ),
    }),
  },
  { requiredKeys: ['enabled', 'image', 'secret', 'resources', 'volumes', 'environment', 'network'] },
);

describe('the manifests of a workload', () => {
  it('satisfy the schemas of Kubernetes, whatever is configured', () => {
    fc.assert(
      fc.property(settings, (given) => {
        const manifests = manifestsWith(given);
        expect(manifests).toHaveLength(6);
        for (const manifest of manifests) validate(manifest);
      }),
    );
  });

  it('are validated with schemas that reject mistakes', () => {
    const broken = structuredClone(only(manifestsWith(), 'Service'));
    Object.assign(broken, { spec: { ports: [{ name: 'http', port: 'http' }] } });
    expect(() => validate(broken)).toThrow(/port/);
  });

  it('do not exist without the block, or if it is disabled', () => {
    expect(workloadManifests(shopWorkload, shopService)).toEqual({});
    expect(manifestsWith({ enabled: false })).toEqual([]);
  });

  it('do not exist if the project declares no workload', () => {
    expect(workloadManifests(undefined, { ...shopService, workload: shopSettings })).toEqual({});
  });

  it('carry the configured labels, but do not select by them', () => {
    const manifests = manifestsWith({}, { labels: { app: 'shop', team: 'sales' } });
    for (const manifest of manifests) {
      expect(manifest).toMatchObject({ metadata: { namespace: 'shop-prod', labels: { team: 'sales' } } });
    }
    expect(only(manifests, 'Deployment')).toMatchObject({
      spec: {
        selector: { matchLabels: { app: 'shop' } },
        template: { metadata: { labels: { app: 'shop', team: 'sales' } } },
      },
    });
    expect(only(manifests, 'Deployment')).not.toMatchObject({
      spec: { selector: { matchLabels: { team: 'sales' } } },
    });
    expect(only(manifests, 'Service')).toHaveProperty('spec.selector', { app: 'shop' });
  });
});

describe('the Deployment', () => {
  const [container, pod] = ['spec.template.spec.containers.0', 'spec.template.spec'];
  const deployment = only(manifestsWith({ imagePullSecret: 'registry' }), 'Deployment');

  test.each([
    ['runs one pod', 'spec.replicas', 1],
    ['ends the old pod before it starts the new one', 'spec.strategy', { type: 'Recreate' }],
    ['is not root', `${pod}.securityContext.runAsNonRoot`, true],
    ['has a number as its user', `${pod}.securityContext.runAsUser`, 10_001],
    ['shares its volumes with its group', `${pod}.securityContext.fsGroup`, 10_001],
    [
      'does not walk through all files at each start',
      `${pod}.securityContext.fsGroupChangePolicy`,
      'OnRootMismatch',
    ],
    [
      'may call what the runtime allows by default',
      `${pod}.securityContext.seccompProfile`,
      { type: 'RuntimeDefault' },
    ],
    ['has no token of the API', `${pod}.automountServiceAccountToken`, false],
    ['gets no variables from Services of the namespace', `${pod}.enableServiceLinks`, false],
    ['has ten seconds more than its drain', `${pod}.terminationGracePeriodSeconds`, 30],
    ['pulls with the configured credentials', `${pod}.imagePullSecrets`, [{ name: 'registry' }]],
    ['gains no privileges', `${container}.securityContext.allowPrivilegeEscalation`, false],
    ['writes to its volumes only', `${container}.securityContext.readOnlyRootFilesystem`, true],
    ['has no capabilities', `${container}.securityContext.capabilities`, { drop: ['ALL'] }],
    [
      'reads what is not secret from the ConfigMap',
      `${container}.envFrom`,
      [{ configMapRef: { name: 'shop-config' } }],
    ],
    [
      'reads what is secret from the Secret',
      `${container}.env`,
      [
        { name: 'BANK_KEY', valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'BANK_KEY' } } },
        {
          name: 'COUPON_KEY',
          valueFrom: { secretKeyRef: { name: 'shop-secrets', key: 'COUPON_KEY', optional: true } },
        },
      ],
    ],
    [
      'has a limited scratch space beside its claims',
      `${pod}.volumes`,
      [
        { name: 'stock', persistentVolumeClaim: { claimName: 'shop-stock' } },
        { name: 'scratch', emptyDir: { sizeLimit: '16Mi' } },
      ],
    ],
  ])('%s', (_, path, value) => {
    expect(deployment).toHaveProperty(path, value);
  });

  it('starts a new pod if a variable changes, and only then', () => {
    const checksum = (environment: Readonly<Record<string, string>>) => {
      const found = only(manifestsWith({ environment }), 'Deployment');
      return JSON.stringify(found).match(/"checksum\/config":"(\w+)"/)?.[1];
    };
    expect(checksum({ A: '1', B: '2' })).toBe(checksum({ B: '2', A: '1' }));
    expect(checksum({ A: '1', B: '2' })).not.toBe(checksum({ A: '1', B: '3' }));
  });
});

describe('the other objects', () => {
  it('give the Service the name, labels and port that the ServiceMonitor selects', () => {
    const service = { name: 'front', labels: { tier: 'web' }, portName: 'metrics', metricsPath: '/metrics' };
    expect(only(manifestsWith({}, { service }), 'Service')).toMatchObject({
      metadata: { name: 'front', labels: { app: 'shop', tier: 'web' } },
      spec: { ports: [{ name: 'metrics', port: 8080, targetPort: 'web' }] },
    });
  });

  it('let the configuration override a variable of the project', () => {
    expect(only(manifestsWith({ environment: { SHOP_NAME: 'other' } }), 'ConfigMap')).toHaveProperty('data', {
      SHOP_NAME: 'other',
      SHOP_STOCK_DIR: '/var/lib/shop/stock',
    });
  });

  it('prevent Argo CD from pruning the claims', () => {
    const claim = only(
      manifestsWith({ volumes: { stock: { size: '5Gi', storageClass: 'fast' } } }),
      'PersistentVolumeClaim',
    );
    expect(claim).toMatchObject({
      metadata: {
        name: 'shop-stock',
        annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
      },
      spec: {
        storageClassName: 'fast',
        accessModes: ['ReadWriteOnce'],
        resources: { requests: { storage: '5Gi' } },
      },
    });
  });

  it('allow Prometheus and the named clients in, and DNS, the declared ports and the named connections out', () => {
    const network = {
      prometheusNamespace: 'metrics',
      clients: ['trading', 'metrics'],
      connections: [
        { port: 5432, podLabels: { app: 'postgres' } },
        { port: 4318, namespace: 'traces' },
      ],
    };
    const policy = only(manifestsWith({ network }), 'NetworkPolicy');
    const named = (name: string) => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });
    expect(policy).toHaveProperty('spec.ingress', [
      {
        from: [{ namespaceSelector: named('metrics') }, { namespaceSelector: named('trading') }],
        ports: [{ port: 'web', protocol: 'TCP' }],
      },
    ]);
    expect(policy).toHaveProperty('spec.egress.0.ports', [
      { port: 53, protocol: 'UDP' },
      { port: 53, protocol: 'TCP' },
    ]);
    expect(policy).toMatchObject({
      spec: {
        egress: [
          {},
          { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 8443 }] },
          {
            to: [
              { namespaceSelector: named('shop-prod'), podSelector: { matchLabels: { app: 'postgres' } } },
            ],
            ports: [{ port: 5432 }],
          },
          { to: [{ namespaceSelector: named('traces') }], ports: [{ port: 4318 }] },
        ],
      },
    });
  });
});
