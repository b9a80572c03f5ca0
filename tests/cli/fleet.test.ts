import { describe, expect, test } from 'vitest';
import { definitions, makeWorkspace } from '../support/workspace.ts';

const QUICK = ['generate', '--no-promtool'];

/** As many as are built in several threads. */
const APPS = Array.from({ length: 12 }, (_, index) => `service-${String(index).padStart(2, '0')}`);

function fleetOf(apps: readonly string[]): string {
  return `operator:
  profile: kube-prometheus-stack
  release: prometheus
grafana:
  url: https://grafana.example.com
runbooks:
  url: https://example.com/runbooks
defaultEnvironment: prod
environments:
  prod: {}
services:
${apps.map((app) => `  ${app}: { namespace: ${app}-prod }\n`).join('')}`;
}

describe('a fleet', () => {
  test('is the same whether one thread makes it or several', async () => {
    const { oac, write, tree } = await makeWorkspace({ 'observability.yaml': fleetOf(APPS) });
    const whole = await oac(QUICK);
    expect(whole.stderr).toContain(`prod: ${APPS.length} services`);
    expect(whole.code).toBe(0);
    const made = await tree('out');

    for (const apps of [APPS.slice(0, 6), APPS.slice(6)]) {
      await write('part.yaml', fleetOf(apps));
      expect((await oac([...QUICK, '--config', 'part.yaml', '--out', 'part'])).code).toBe(0);
      const part = Object.entries(await tree('part')).filter(([path]) => path !== 'kustomization.yaml');
      expect(Object.keys(made)).toEqual(expect.arrayContaining(part.map(([path]) => path)));
      for (const [path, content] of part) expect(made[path] === content, path).toBe(true);
    }
  }, 120_000);

  test('is not written where the definitions throw for one service in another thread', async () => {
    const { oac, tree } = await makeWorkspace({
      'observability.yaml': fleetOf(APPS),
      'observability.ts': definitions(`export default {
  ...project,
  rules: (config) => {
    if (config.app === 'service-07') throw new Error('no rules today');
    return project.rules(config);
  },
};`),
    });

    const { code, stdout, stderr } = await oac(QUICK);

    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('a definition threw Error: no rules today');
    expect(stderr).toMatch(/observability\.ts:\d+ {2}service service-07/);
    expect(Object.keys(await tree())).not.toContain('out/kustomization.yaml');
  }, 120_000);
});
