import { describe, expect, it } from 'vitest';
import { loadConfiguration } from './load.ts';
import {
  DECLARATION,
  diagnosticsOf,
  expectReported,
  load,
  type Mistake,
  SMALLEST,
} from './test-configuration.ts';

const IMAGE = 'workload:\n  image: shop:1.0.0\n';

function workloadsOf(written: string, environment?: string) {
  return load(SMALLEST + written, environment).services.map(({ workload }) => workload);
}

describe('the block workload', () => {
  it('is absent, without defaults, unless it is given', () => {
    expect(workloadsOf('')).toEqual([undefined]);
  });

  it('requires only an image', () => {
    expect(workloadsOf(IMAGE)).toEqual([
      {
        enabled: true,
        image: 'shop:1.0.0',
        secret: 'observer-secrets',
        resources: DECLARATION.workload.resources,
        volumes: { stock: { size: '1Gi' }, archive: { size: '2Gi' } },
        environment: {},
        network: { prometheusNamespace: 'monitoring', clients: [], connections: [] },
      },
    ]);
  });

  it('merges single settings of volumes and resources with the defaults', () => {
    const changed =
      '  volumes: { stock: { storageClass: fast } }\n  resources: { limits: { memory: 1Gi } }\n';
    expect(workloadsOf(IMAGE + changed)).toMatchObject([
      {
        volumes: { stock: { size: '1Gi', storageClass: 'fast' }, archive: { size: '2Gi' } },
        resources: { requests: { memory: '64Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
    ]);
  });

  it('expects Prometheus in the namespace given for the operator', () => {
    const operator = 'operator: { profile: kube-prometheus, prometheusNamespace: metrics }\n';
    expect(workloadsOf(operator + IMAGE)).toMatchObject([{ network: { prometheusNamespace: 'metrics' } }]);
  });

  it('can be switched off in one environment', () => {
    const written = `${IMAGE}environments:\n  prod: {}\n  staging:\n    workload: { enabled: false }\n`;
    expect(workloadsOf(written)).toMatchObject([{ enabled: true }]);
    expect(workloadsOf(written, 'staging')).toMatchObject([{ enabled: false, image: 'shop:1.0.0' }]);
  });

  it('can belong to one service of a fleet', () => {
    const fleet = SMALLEST.replace('app: observer\n', '');
    const text = `${fleet}services:\n  a: {}\n  b: { workload: { image: "b:1" } }\n`;
    expect(load(text).services.map(({ workload }) => workload?.secret)).toEqual([undefined, 'b-secrets']);
  });

  it('is an unknown key if the project does not declare a workload', () => {
    const { workload: _, ...declaration } = DECLARATION;
    const found = diagnosticsOf(() =>
      loadConfiguration({ file: 'x.yaml', text: SMALLEST + IMAGE, declaration }),
    );
    expect(found).toMatchObject([{ code: 'config/unknown-key', place: { line: 7 } }]);
  });
});

describe('mistakes in the block workload', () => {
  it.each<Mistake>([
    [
      'workload: { enabled: true }\n',
      'config/value 7:1 workload | `workload.image` is missing | Write `image: ghcr.io/example/observer:1.2.0` under `workload`.',
    ],
    [
      `${IMAGE}  volumes: { stocks: { size: 1Gi } }\n`,
      'config/unknown-key 9:14 stocks | `stocks` is not a key of `workload.volumes` | Did you mean `stock`?',
    ],
    [
      `${IMAGE}  network: { connections: [{ namespace: x }] }\n`,
      'config/value 9:28 { namespace: x } | `workload.network.connections[0].port` is missing | Write `port` under `workload.network.connections[0]`.',
    ],
    [
      `${IMAGE}  network:\n    connections:\n      - { port: 1, cidr: 10.0.0.0/8, namespace: x }\n`,
      'config/value 11:49 x | A connection has both `cidr` and `namespace` | Write two connections, or leave one of the two out.',
    ],
  ])('as in %j are refused', expectReported);
});
