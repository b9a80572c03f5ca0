import { cp, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { built, only } from './support/built.ts';
import { type JsonObject, objectAt, objectsAt, text, textAt } from './support/json.ts';
import { definitions, makeWorkspace, ROOT, type Workspace } from './support/workspace.ts';

const FIXTURE = path.join(import.meta.dirname, 'fixtures/deployment/base');
const REPOSITORY = 'deployment/infra/k8s';
const OVERLAYS = {
  prod: 'resources:\n  - ../../base\n',
  staging: '# 스테이징\nnamespace: observer-staging\nresources:\n  - ../../base\n',
};

/** The project in one directory, and next to it a deployment repository with a base and its overlays. */
async function makeRepository(base: 'with the service' | 'empty'): Promise<Workspace> {
  const workspace = await makeWorkspace({
    'project/observability.ts': definitions('export default project;'),
    'project/observability.yaml': await readFile(path.join(ROOT, 'observability.yaml'), 'utf8'),
    [`${REPOSITORY}/overlays/prod/kustomization.yaml`]: OVERLAYS.prod,
    [`${REPOSITORY}/overlays/staging/kustomization.yaml`]: OVERLAYS.staging,
  });
  await mkdir(workspace.at(`${REPOSITORY}/base`), { recursive: true });
  if (base === 'empty') await workspace.write(`${REPOSITORY}/base/kustomization.yaml`, 'resources: []\n');
  else await cp(FIXTURE, workspace.at(`${REPOSITORY}/base`), { recursive: true });
  return workspace;
}

/** The commands in a page that write into the deployment repository, in their order. */
async function commandsIn(page: string, pattern: RegExp): Promise<readonly (readonly string[])[]> {
  const content = await readFile(path.join(ROOT, page), 'utf8');
  return [...content.matchAll(/^npm run (generate|image) -- (.*--deploy .*)$/gm)]
    .map(([, command = '', options = '']) => [command, ...options.replace(/ #.*/, '').trim().split(/ +/)])
    .filter((command) => pattern.test(command.join(' ')));
}

async function runAll(workspace: Workspace, commands: readonly (readonly string[])[]): Promise<void> {
  for (const [command = '', ...options] of commands) {
    const args = command === 'generate' ? [command, '--no-promtool', ...options] : [command, ...options];
    const { code, stderr } = await workspace.oac(args, { cwd: workspace.at('project') });
    expect({ args, code, problems: stderr.match(/^(error|warning) .*/gm) }).toEqual({
      args,
      code: 0,
      problems: null,
    });
  }
}

const namesOf = (objects: readonly JsonObject[], kind: string) =>
  objects.filter((each) => each.kind === kind).map((each) => textAt(objectAt(each, 'metadata'), 'name'));

describe('the layout for several environments', () => {
  test.each(['README.md', 'docs/deploying.md'])(
    'is built by kustomize after the commands of %s in their order',
    async (page) => {
      const workspace = await makeRepository('with the service');
      const base = await workspace.tree(`${REPOSITORY}/base`);
      const commands = await commandsIn(page, /^generate (?!.*--(workload|check))/);
      expect(commands.length).toBeGreaterThan(1);

      await runAll(workspace, commands);

      expect(await workspace.tree(`${REPOSITORY}/base`)).toEqual(base);
      for (const environment of ['prod', 'staging']) {
        const namespace = `observer-${environment}`;
        const objects = await built(workspace.at(`${REPOSITORY}/overlays/${environment}`));
        expect(namesOf(objects, 'ServiceMonitor')).toEqual(['observer']);
        expect(namesOf(objects, 'PrometheusRule')).toEqual(['observer-alerts']);
        expect(namesOf(objects, 'ConfigMap')).toContain('observer-grafana-dashboard');
        const monitor = only(objects, 'ServiceMonitor');
        expect(textAt(objectAt(monitor, 'metadata'), 'namespace')).toBe(namespace);
        expect(objectAt(objectAt(monitor, 'spec'), 'namespaceSelector')).toEqual({ matchNames: [namespace] });
        const service = only(objects, 'Service', 'observer');
        expect(textAt(objectAt(service, 'metadata'), 'namespace')).toBe(namespace);
        const rules = JSON.stringify(objectAt(only(objects, 'PrometheusRule'), 'spec'));
        expect(rules).toContain(`namespace=\\"${namespace}\\"`);
        const dashboard = only(objects, 'ConfigMap', 'observer-grafana-dashboard');
        expect(Object.keys(objectAt(dashboard, 'data'))).toEqual([`${namespace}.json`]);
      }
    },
  );

  test('has the same commands in Korean', async () => {
    expect(await commandsIn('README.ko.md', /./)).toEqual(await commandsIn('README.md', /./));
  });

  test.each(['README.md', 'docs/deploying.md'])(
    'takes the service itself, and its version, by the commands of %s',
    async (page) => {
      const workspace = await makeRepository('empty');

      await runAll(workspace, await commandsIn(page, /--workload|^image/));

      const objects = await built(workspace.at(`${REPOSITORY}/overlays/prod`));
      const template = objectAt(objectAt(only(objects, 'Deployment'), 'spec'), 'template');
      const [container] = objectsAt(objectAt(template, 'spec'), 'containers');
      expect(text(container?.image)).toBe('ghcr.io/example/observer:build-20260106-090000');
    },
  );
});

describe('an overlay of a base that another environment was generated into', () => {
  test('is refused before anything is written', async () => {
    const workspace = await makeRepository('with the service');
    const generate = (environment: string, directory: string) =>
      workspace.oac(
        ['generate', '--no-promtool', '--env', environment, '--deploy', `../${REPOSITORY}/${directory}`],
        { cwd: workspace.at('project') },
      );
    expect((await generate('prod', 'base')).code).toBe(0);
    const before = await workspace.tree('deployment');

    const { code, stdout, stderr } = await generate('staging', 'overlays/staging');

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      'error  kustomization/second-object  ../deployment/infra/k8s/base/monitoring/observer-servicemonitor.yaml',
    );
    expect(stderr).toContain('docs/deploying.md shows the layout');
    expect(await workspace.tree('deployment')).toEqual(before);
  });
});
