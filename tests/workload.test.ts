import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { built, only } from './support/built.ts';
import { type JsonObject, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { configurationWith, makeWorkspace, ROOT, type Workspace } from './support/workspace.ts';

const DEPLOY = ['generate', '--no-promtool', '--deploy', 'base'];
const WITH_WORKLOAD = [...DEPLOY, '--workload'];
const OURS = [
  'ConfigMap',
  'Deployment',
  'NetworkPolicy',
  'PersistentVolumeClaim',
  'Service',
  'ServiceAccount',
];

/** A base without anything of the service, as for a new user. */
async function workspaceWithBase(changes: JsonObject = {}): Promise<Workspace> {
  return await makeWorkspace({
    'observability.yaml': await configurationWith(changes),
    'base/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: observer-prod\n',
    'base/kustomization.yaml': [
      '# 배포 저장소',
      'resources:',
      '  - namespace.yaml # first',
      'images:',
      '  - name: ghcr.io/example/observer',
      '    newTag: build-20260105-091500',
      '',
    ].join('\n'),
  });
}

const kindsOf = (objects: readonly JsonObject[]) =>
  [...new Set(objects.map(({ kind }) => String(kind)))].sort();

const imageOf = (objects: readonly JsonObject[]) => {
  const template = objectAt(objectAt(only(objects, 'Deployment'), 'spec'), 'template');
  return textAt(object(objectsAt(objectAt(template, 'spec'), 'containers')[0]), 'image');
};

describe('out/', () => {
  test('builds into the monitoring alone, and its workload/ into the service', async () => {
    expect(kindsOf(await built(path.join(ROOT, 'out')))).toEqual([
      'ConfigMap',
      'PrometheusRule',
      'ServiceMonitor',
    ]);
    expect(kindsOf(await built(path.join(ROOT, 'out/workload')))).toEqual(OURS);
  });

  test('has no workload if the configuration has none', async () => {
    const workspace = await workspaceWithBase({
      workload: undefined,
      environments: { prod: { namespace: 'x' } },
    });
    const text = await workspace.read('observability.yaml');
    const { environments: _, ...rest } = object(JSON.parse(text));
    await workspace.write('observability.yaml', JSON.stringify({ ...rest, namespace: 'observer-prod' }));

    const { code } = await workspace.oac(['generate', '--no-promtool']);

    expect(code).toBe(0);
    expect(Object.keys(await workspace.tree('out')).filter((file) => file.includes('workload'))).toEqual([]);
  });

  test('has the numbers of the environment', async () => {
    const workspace = await workspaceWithBase();
    await workspace.oac(['generate', '--no-promtool', '--env', 'staging', '--out', 'staging']);

    const objects = await built(workspace.at('staging/workload'));

    expect(objectAt(only(objects, 'ConfigMap'), 'data')).toMatchObject({ KIS_IS_VIRTUAL: 'true' });
    expect(only(objects, 'NetworkPolicy')).toMatchObject({
      metadata: { namespace: 'observer-staging' },
      spec: { egress: [{}, { ports: [{ port: 29_443 }, { port: 31_000 }] }, {}] },
    });
    expect(only(objects, 'PersistentVolumeClaim', 'observer-data')).toMatchObject({
      spec: { resources: { requests: { storage: '10Gi' } } },
    });
  });

  test('has a workload for each service of a fleet that has one', async () => {
    const workspace = await workspaceWithBase({
      app: undefined,
      service: undefined,
      services: { observer: {}, 'observer-backtest': { workload: { enabled: false } } },
    });
    await workspace.oac(['generate', '--no-promtool']);

    const files = Object.keys(await workspace.tree('out')).filter((file) => file.includes('workload/'));

    expect(new Set(files.map((file) => path.dirname(file)))).toEqual(new Set(['observer/workload']));
    expect(kindsOf(await built(workspace.at('out/observer/workload')))).toEqual(OURS);
  });

  test('holds no secret', async () => {
    const directory = path.join(ROOT, 'out/workload');
    for (const file of await readdir(directory)) {
      expect(await readFile(path.join(directory, file), 'utf8'), file).not.toMatch(
        /kind: Secret\b|stringData/,
      );
    }
  });
});

describe('oac generate --deploy', () => {
  test('leaves the workload out unless it is asked for', async () => {
    const workspace = await workspaceWithBase();

    await workspace.oac(DEPLOY);

    expect(kindsOf(await built(workspace.at('base')))).not.toContain('Deployment');
    expect(Object.keys(await workspace.tree('base')).filter((file) => file.startsWith('workload'))).toEqual(
      [],
    );
  });

  test('adds it with --workload, by one entry, with the tag of the base', async () => {
    const workspace = await workspaceWithBase();
    const before = await workspace.read('base/kustomization.yaml');

    const { code } = await workspace.oac(WITH_WORKLOAD);

    expect(code).toBe(0);
    const after = await workspace.read('base/kustomization.yaml');
    expect(after).toContain('  - workload\n');
    expect(after.replaceAll(/^ {2}- (monitoring\/.*|workload)\n/gm, '')).toBe(before);
    const objects = await built(workspace.at('base'));
    expect(kindsOf(objects)).toEqual([...OURS, 'Namespace', 'PrometheusRule', 'ServiceMonitor'].sort());
    expect(imageOf(objects)).toBe('ghcr.io/example/observer:build-20260105-091500');
  });

  test('keeps it up to date from then on, also without the flag', async () => {
    const workspace = await workspaceWithBase();
    await workspace.oac(WITH_WORKLOAD);
    const before = await workspace.times('base');

    const again = await workspace.oac(DEPLOY);
    expect([again.code, again.stdout, await workspace.times('base')]).toEqual([0, '', before]);

    const resources = { limits: { memory: '2Gi' } };
    await writeFile(workspace.at('observability.yaml'), await configurationWith({ workload: { resources } }));
    const { stdout } = await workspace.oac(DEPLOY);
    expect(stdout.trim().split('\n')).toEqual([
      'update  base/workload/observer-deployment.yaml',
      'update  base/observability-as-code.sha256',
    ]);
  });

  test('removes it and its entry when the configuration no longer has it', async () => {
    const workspace = await workspaceWithBase();
    const whole = await workspace.read('observability.yaml');
    const without = await configurationWith({ workload: { enabled: false } });
    await workspace.write('observability.yaml', without);
    await workspace.oac(DEPLOY);
    const before = await workspace.tree('base');
    await workspace.write('observability.yaml', whole);
    await workspace.oac(WITH_WORKLOAD);
    expect(await workspace.tree('base')).not.toEqual(before);

    await workspace.write('observability.yaml', without);
    const { code } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    expect(await workspace.tree('base')).toEqual(before);
  });

  test('removes only the workload of the service that leaves a fleet', async () => {
    const fleet = (...names: string[]) =>
      configurationWith({
        app: undefined,
        service: undefined,
        services: Object.fromEntries(names.map((name) => [name, { workload: { image: `${name}:1` } }])),
      });
    const workspace = await workspaceWithBase();
    await workspace.write('observability.yaml', await fleet('one', 'three', 'two'));
    await workspace.oac(WITH_WORKLOAD);
    await workspace.write('observability.yaml', await fleet('one', 'two'));

    const { code } = await workspace.oac(DEPLOY);

    expect(code).toBe(0);
    const deployments = (await built(workspace.at('base'))).filter(({ kind }) => kind === 'Deployment');
    expect(deployments.map((one) => objectAt(one, 'metadata').name).sort()).toEqual(['one', 'two']);
    expect(await workspace.read('base/kustomization.yaml')).not.toContain('three');
  });

  test('refuses if such an object exists already, and writes nothing', async () => {
    const workspace = await workspaceWithBase();
    const text = (await workspace.read('base/kustomization.yaml')).replace(
      '# first',
      '\n  - deployment.yaml',
    );
    await workspace.write('base/kustomization.yaml', text);
    await workspace.write(
      'base/deployment.yaml',
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: observer }\n---\nnot: an object\n',
    );
    const before = await workspace.tree();

    const { code, stderr } = await workspace.oac(WITH_WORKLOAD);

    expect(code).toBe(2);
    expect(stderr).toContain('kustomization/second-object  base/deployment.yaml');
    expect(stderr).toContain(
      'the Deployment observer exists already, and would also be in workload/observer-deployment.yaml',
    );
    expect(await workspace.tree()).toEqual(before);
  });

  test('distinguishes an object of the same name in another namespace', async () => {
    const workspace = await workspaceWithBase();
    const text = (await workspace.read('base/kustomization.yaml')).replace('# first', '\n  - other.yaml');
    await workspace.write('base/kustomization.yaml', text);
    await workspace.write(
      'base/other.yaml',
      'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: observer, namespace: elsewhere }\n',
    );

    expect((await workspace.oac(WITH_WORKLOAD)).code).toBe(0);

    const accounts = (await built(workspace.at('base'))).filter(({ kind }) => kind === 'ServiceAccount');
    expect(accounts).toHaveLength(2);
  });

  test('never replaces a workload/ of somebody else', async () => {
    const workspace = await workspaceWithBase();
    await workspace.write('base/workload/kustomization.yaml', 'resources: []\n');

    const { code, stderr } = await workspace.oac(WITH_WORKLOAD);

    expect(code).toBe(2);
    expect(stderr).toContain('files/foreign');
    expect(await workspace.read('base/workload/kustomization.yaml')).toBe('resources: []\n');
  });

  test('needs a deployment for --workload', async () => {
    const workspace = await workspaceWithBase();

    const { code, stderr } = await workspace.oac(['generate', '--workload']);

    expect([code, stderr]).toEqual([2, expect.stringContaining('--workload needs --deploy')]);
  });
});

describe('a mistake in the workload', () => {
  test('is found before anything is written', async () => {
    const workspace = await workspaceWithBase({ workload: { environment: { OBSERVER_DATA_DIR: '/data' } } });

    const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);

    expect(code).toBe(1);
    expect(stderr).toContain('workload/writable-path');
    expect(Object.keys(await workspace.tree())).not.toContain('out/kustomization.yaml');
  });
});
