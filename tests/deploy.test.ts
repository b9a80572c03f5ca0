import { cp } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { built as objectsOf, only } from './support/built.ts';
import { type JsonObject, list, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { configurationWith, makeWorkspace, type Workspace } from './support/workspace.ts';

const FIXTURE = path.join(import.meta.dirname, 'fixtures/deployment/base');
const DEPLOY = ['generate', '--no-promtool', '--deploy', 'base'];
const MANIFESTS = ['servicemonitor', 'prometheusrule', 'grafana-dashboard'].map(
  (kind) => `monitoring/observer-${kind}.yaml`,
);

/** A workspace with a copy of a deployment repository's base in it. */
async function workspaceWithBase(configuration: JsonObject = {}): Promise<Workspace> {
  const workspace = await makeWorkspace({ 'observability.yaml': await configurationWith(configuration) });
  await cp(FIXTURE, workspace.at('base'), { recursive: true });
  return workspace;
}

const built = (workspace: Workspace) => objectsOf(workspace.at('base'));

const resourcesOf = (kustomization: string) => kustomization.match(/^ {2}- .*/gm) ?? [];

describe('oac generate --deploy', () => {
  test('shows and adds its manifests and their entries, and changes nothing else, also when run again', async () => {
    const workspace = await workspaceWithBase();
    const before = await workspace.tree('base');

    const shown = await workspace.oac([...DEPLOY, '--check']);
    expect(shown.code).toBe(1);
    const [, ofKustomization = ''] = shown.stdout.split('--- a/base/kustomization.yaml\n');
    const [edits = ''] = ofKustomization.split(/^--- /m);
    expect(edits.match(/^[-+](?!\+).*/gm)).toEqual(MANIFESTS.map((file) => `+  - ${file}`));
    expect(await workspace.tree('base')).toEqual(before);

    const { code, stdout } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    expect(stdout.trim().split('\n').sort()).toEqual(
      [
        ...MANIFESTS.map((file) => `create  base/${file}`),
        'create  base/monitoring/grafana-dashboard.json',
        'create  base/observability-as-code.sha256',
        'update  base/kustomization.yaml',
      ].sort(),
    );
    const after = await workspace.tree('base');
    const { 'kustomization.yaml': kustomization = '', ...others } = after;
    for (const [file, content] of Object.entries(before)) {
      if (file !== 'kustomization.yaml') expect(others[file], file).toBe(content);
    }
    const added = MANIFESTS.map((file) => `  - ${file}\n`).join('');
    expect(kustomization).toContain(added);
    expect(kustomization.replace(added, '')).toBe(before['kustomization.yaml']);

    const times = await workspace.times('base');
    for (const options of [[], ['--check']]) {
      expect(await workspace.oac([...DEPLOY, ...options])).toMatchObject({ code: 0, stdout: '' });
    }
    expect(await workspace.times('base')).toEqual(times);
  });

  test('writes out/ as well if both are requested', async () => {
    const workspace = await workspaceWithBase();

    const { code } = await workspace.oac([...DEPLOY, '--out', 'out']);

    expect(code).toBe(0);
    for (const file of MANIFESTS) {
      expect(await workspace.read(`base/${file}`)).toBe(await workspace.read(`out/${file}`));
    }
    expect(Object.keys(await workspace.tree('base'))).not.toContain('prometheus/observer-http.rules.yaml');
  });
});

describe('what kustomize builds of it', () => {
  test('has the rules, a dashboard that the sidecar finds, and a ServiceMonitor that selects the Service', async () => {
    const workspace = await workspaceWithBase();
    const before = await built(workspace);

    await workspace.oac(DEPLOY);

    const after = await built(workspace);
    const kindsOf = (objects: readonly JsonObject[]) => objects.map(({ kind }) => String(kind));
    const added = kindsOf(after).filter((kind) => !kindsOf(before).includes(kind));
    expect(after).toHaveLength(before.length + 3);
    expect(added.sort()).toEqual(['PrometheusRule', 'ServiceMonitor']);
    const groups = objectsAt(objectAt(only(after, 'PrometheusRule'), 'spec'), 'groups');
    expect(groups.flatMap((group) => objectsAt(group, 'rules')).length).toBeGreaterThan(2);

    const configMap = only(after, 'ConfigMap', 'observer-grafana-dashboard');

    expect(objectAt(objectAt(configMap, 'metadata'), 'labels')).toMatchObject({ grafana_dashboard: '1' });
    const data = objectAt(configMap, 'data');
    expect(Object.keys(data)).toEqual(['observer-prod.json']);
    expect(data['observer-prod.json']).toBe(await workspace.read('base/monitoring/grafana-dashboard.json'));

    const spec = objectAt(only(after, 'ServiceMonitor'), 'spec');
    const wanted = Object.entries(objectAt(objectAt(spec, 'selector'), 'matchLabels'));
    const [namespace] = list(objectAt(spec, 'namespaceSelector').matchNames);
    const selected = after.filter(({ kind, metadata }) => {
      const labels = object(object(metadata).labels ?? {});
      const isSelected = wanted.every(([label, value]) => labels[label] === value);
      return kind === 'Service' && isSelected && object(metadata).namespace === namespace;
    });
    expect(selected.map((service) => textAt(objectAt(service, 'metadata'), 'name'))).toEqual(['observer']);
    const ports = objectsAt(objectAt(object(selected[0]), 'spec'), 'ports').map(({ name }) => name);
    for (const endpoint of objectsAt(spec, 'endpoints')) expect(ports).toContain(endpoint.port);
  });
});

describe('switching the operator profile', () => {
  test('to kube-prometheus adds the permission to scrape, and back removes it with its entry', async () => {
    const workspace = await workspaceWithBase();
    await workspace.oac(DEPLOY);
    const asStack = await workspace.tree('base');

    const profile = {
      profile: 'kube-prometheus',
      prometheusNamespace: 'monitoring',
      serviceAccount: 'prometheus-k8s',
    };
    await workspace.write(
      'observability.yaml',
      await configurationWith({ operator: { ...profile, release: undefined } }),
    );
    const there = await workspace.oac(DEPLOY);

    expect(there.code).toBe(0);
    const objects = await built(workspace);
    const binding = only(objects, 'RoleBinding', 'observer-prometheus');
    expect(objectAt(binding, 'roleRef')).toMatchObject({ kind: 'Role', name: 'observer-prometheus' });
    expect(objectsAt(binding, 'subjects')).toMatchObject([
      { name: 'prometheus-k8s', namespace: 'monitoring' },
    ]);
    expect(objectAt(only(objects, 'Role'), 'metadata')).toMatchObject({ namespace: 'observer-prod' });
    expect(objectAt(objectAt(only(objects, 'PrometheusRule'), 'metadata'), 'labels')).toMatchObject({
      role: 'alert-rules',
    });

    await workspace.write('observability.yaml', await configurationWith({}));
    const back = await workspace.oac(DEPLOY);

    expect(back.stdout).toContain('delete  base/monitoring/observer-scrape-permission.yaml');
    expect(await workspace.tree('base')).toEqual(asStack);
  });
});

describe('entries that only look like ours', () => {
  test('stay: a manifest of another base belongs to that base', async () => {
    const workspace = await workspaceWithBase();
    await workspace.oac(DEPLOY);
    const entry = '../base/monitoring/observer-servicemonitor.yaml';
    await workspace.write('overlay/kustomization.yaml', `resources:\n  - ${entry}\n`);

    const { code } = await workspace.oac(['generate', '--no-promtool', '--deploy', 'overlay']);

    expect(code).toBe(0);
    expect(await workspace.read('overlay/kustomization.yaml')).toContain(`  - ${entry}\n`);
    expect(Object.keys(await workspace.tree('base/monitoring'))).toContain('observer-servicemonitor.yaml');
  });
});

describe('two services', () => {
  test('of one fleet stand side by side in one base', async () => {
    const workspace = await workspaceWithBase({
      app: undefined,
      service: undefined,
      services: { observer: {}, 'observer-backtest': {} },
    });

    const { code } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    const monitors = (await built(workspace)).filter(({ kind }) => kind === 'ServiceMonitor');
    expect(monitors.map((monitor) => objectAt(monitor, 'metadata').name).sort()).toEqual([
      'observer',
      'observer-backtest',
    ]);
    const entries = resourcesOf(await workspace.read('base/kustomization.yaml'));
    expect(entries).toContain('  - observer-backtest/monitoring/observer-backtest-servicemonitor.yaml');
  });

  test('of which one leaves lose only its files and entries; foreign files stay', async () => {
    const fleet = (...names: readonly string[]) =>
      configurationWith({
        app: undefined,
        service: undefined,
        services: Object.fromEntries(names.map((name) => [name, {}])),
      });
    const workspace = await workspaceWithBase();
    await workspace.write('observability.yaml', await fleet('observer', 'one', 'two'));
    await workspace.oac(DEPLOY);
    await workspace.write('base/one/monitoring/notes.txt', 'not generated\n');

    await workspace.write('observability.yaml', await fleet('observer', 'two'));
    const { code } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    const names = (await built(workspace))
      .filter(({ kind }) => kind === 'PrometheusRule')
      .map((rule) => textAt(objectAt(rule, 'metadata'), 'name'));
    expect(names.sort()).toEqual(['observer-alerts', 'two-alerts']);
    expect(await workspace.read('base/kustomization.yaml')).not.toContain('one/');
    const left = Object.keys(await workspace.tree('base')).filter((file) => file.startsWith('one/'));
    expect(left).toEqual(['one/monitoring/notes.txt']);
  });
});
