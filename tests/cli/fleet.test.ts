import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { MANIFEST } from '../../generators/write/manifest.ts';
import { run } from '../support/run.ts';
import { requireTool } from '../support/tools.ts';
import { definitions, makeWorkspace, WHOLE_PROJECT } from '../support/workspace.ts';

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
      const part = Object.entries(await tree('part')).filter(
        ([path]) => path !== 'kustomization.yaml' && path !== MANIFEST && !path.startsWith('overview/'),
      );
      expect(Object.keys(made)).toEqual(expect.arrayContaining(part.map(([path]) => path)));
      for (const [path, content] of part) expect(made[path] === content, path).toBe(true);
    }
  }, 120_000);

  test('is not written if the definitions throw for one service in another thread', async () => {
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

/** A pod that restarts and a volume that is nearly full. */
function troubled(pod: string, claim: string) {
  const kubelet = `job="kubelet",namespace="shared",persistentvolumeclaim="${claim}"`;
  return [
    {
      series: `kube_pod_container_status_restarts_total{job="kube-state-metrics",namespace="shared",pod="${pod}",container="main"}`,
      values: '0+1x120',
    },
    { series: `kubelet_volume_stats_available_bytes{${kubelet}}`, values: '1x120' },
    { series: `kubelet_volume_stats_capacity_bytes{${kubelet}}`, values: '100x120' },
  ];
}

describe('two services of a namespace, of which one name begins with the other', () => {
  test('fire for their own pods and volumes only', { timeout: 120_000 }, async () => {
    const apps = ['observer', 'observer-derivatives'];
    const services = Object.fromEntries(apps.map((app) => [app, {}]));
    const { oac, write, at, directory } = await makeWorkspace({
      'observability.ts': WHOLE_PROJECT,
      'observability.yaml': JSON.stringify({
        namespace: 'shared',
        grafana: { url: 'https://grafana.example.com' },
        runbooks: { url: 'https://example.com/runbooks' },
        services,
      }),
    });
    expect((await oac(QUICK)).code).toBe(0);

    for (const app of apps) {
      const folder = `out/${app}/prometheus`;
      const files = (await readdir(at(folder))).filter((file) => /-(pods|storage)\.rules\.yaml$/.test(file));
      const tests = apps.flatMap((owner) =>
        [`${owner}-7d9f-x2x4z`, `${owner}-5c8d9f7b64-k2j4h`, `${owner}-0`].map((pod) => {
          const labels = (alertname: string, own: string) =>
            `ALERTS{alertname="${alertname}", alertstate="firing", namespace="shared", service="${app}", team="${app}", ${own}}`;
          const firing = (alertname: string, own: string, severity: string) => ({
            expr: `ALERTS{alertname="${alertname}", alertstate="firing"}`,
            eval_time: '100m',
            exp_samples:
              owner === app
                ? [{ labels: labels(alertname, `${own}, severity="${severity}"`), value: 1 }]
                : [],
          });
          return {
            interval: '1m',
            input_series: troubled(pod, `${owner}-data`),
            promql_expr_test: [
              firing('ObserverPodRestarting', `container="main", pod="${pod}"`, 'warning'),
              firing('ObserverPVCFull', `persistentvolumeclaim="${owner}-data"`, 'critical'),
            ],
          };
        }),
      );
      const file = `${app}.test.yaml`;
      await write(
        file,
        JSON.stringify({
          rule_files: files.map((each) => `${folder}/${each}`),
          evaluation_interval: '1m',
          tests,
        }),
      );
      const { code, stdout, stderr } = await run(await requireTool('promtool'), ['test', 'rules', file], {
        cwd: directory,
      });
      expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' });
    }
  });
});
