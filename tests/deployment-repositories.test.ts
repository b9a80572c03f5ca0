import { describe, expect, test } from 'vitest';
import { built } from './support/built.ts';
import { makeWorkspace } from './support/workspace.ts';

const SERVICE = `apiVersion: v1
kind: Service
metadata: { name: observer, namespace: observer-prod, labels: { app: observer } }
spec: { selector: { app: observer }, ports: [{ name: http, port: 8000 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: observer, namespace: observer-prod, labels: { app: observer } }
spec: { selector: { matchLabels: { app: observer } }, template: { metadata: { labels: { app: observer } }, spec: { containers: [{ name: observer, image: x:1 }] } } }
`;
const HEAD = 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n';
const DEPLOY = ['generate', '--no-promtool', '--deploy', 'base'];

describe('a deployment repository whose kustomization', () => {
  test('sets another namespace is refused, with the line and the key that agrees, and nothing is written', async () => {
    const workspace = await makeWorkspace({
      'base/kustomization.yaml': `${HEAD}namespace: trading\nresources:\n  - svc.yaml\n`,
      'base/svc.yaml': SERVICE,
    });
    const before = await workspace.tree();

    for (const options of [['--check'], ['--out', 'out']]) {
      const { code, stdout, stderr } = await workspace.oac([...DEPLOY, ...options]);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toContain('error  kustomization/selector  base/kustomization.yaml:3:1\n');
      expect(stderr).toContain('`namespace: trading` moves the Service observer to trading');
      expect(stderr).toContain('Write `namespace: trading` in observability.yaml');
    }

    expect(await workspace.tree()).toEqual(before);
  });

  test('is switched off to be looked at is taken, and said to be', async () => {
    const workspace = await makeWorkspace({
      'base/kustomization.yaml': `${HEAD}namespace: trading\nresources:\n  - svc.yaml\n`,
      'base/svc.yaml': SERVICE,
    });
    const own = await workspace.read('observability.yaml');
    await workspace.write(
      'observability.yaml',
      `${own}\nchecks:\n  disabled:\n    kustomization/selector: Argo CD sets another namespace\n`,
    );

    const { code, stderr } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    expect(stderr).toContain('2 suppressed by checks.disabled: kustomization/selector');
  });

  test('keeps its own objects next to ours if it includes a directory with its own kustomization', async () => {
    const theirs = 'resources:\n  - servicemonitor.yaml\n';
    const workspace = await makeWorkspace({
      'base/kustomization.yaml': 'resources:\n  - config.yaml\n  - monitoring\n',
      'base/config.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n',
      'base/monitoring/kustomization.yaml': theirs,
      'base/monitoring/servicemonitor.yaml':
        'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: other}\nspec: {selector: {}, endpoints: [{port: http}]}\n',
    });

    expect(await workspace.oac(DEPLOY)).toMatchObject({ code: 0 });

    expect(await workspace.read('base/monitoring/kustomization.yaml')).toBe(
      `${theirs}  - observer-servicemonitor.yaml\n  - observer-prometheusrule.yaml\n  - observer-grafana-dashboard.yaml\n`,
    );
    expect((await built(workspace.at('base'))).map(({ kind }) => kind).sort()).toEqual([
      'ConfigMap',
      'ConfigMap',
      'PrometheusRule',
      'ServiceMonitor',
      'ServiceMonitor',
    ]);
    expect(await workspace.oac(DEPLOY)).toMatchObject({ code: 0, stdout: '' });
  });
});

test('one uid and one title for two environments of one Grafana are warnings, whichever command reads them', async () => {
  const workspace = await makeWorkspace({
    'observability.yaml': `app: observer
namespace: observer-prod
grafana: { url: "https://grafana.example.com", uid: market-data, title: "Market Data" }
runbooks: { url: "https://github.com/example/x/blob/main/docs/runbooks" }
environments: { prod: {}, staging: { namespace: observer-staging } }
`,
  });
  for (const args of [['check'], ['generate', '--no-promtool', '--env', 'staging']]) {
    const { code, stderr } = await workspace.oac(args);
    expect(code).toBe(0);
    expect(stderr.match(/^warning {2}config\/shared-dashboard {2}observability\.yaml:3:.*/gm)).toHaveLength(
      2,
    );
  }
});
