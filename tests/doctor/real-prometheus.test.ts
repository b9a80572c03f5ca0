import { beforeAll, describe, expect, test, vi } from 'vitest';
import { contract } from '../../metrics/index.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { observerExposition } from '../support/contract-exposition.ts';
import { startExpositionServer } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { startGrafanaStandIn, TOKEN } from '../support/grafana-stand-in.ts';
import { type PrometheusServer, startPrometheus } from '../support/prometheus.ts';
import { configurationWith, makeWorkspace, WHOLE_PROJECT } from '../support/workspace.ts';
import { examine, inNamespace } from './examine.ts';

/** Whose messages go to nobody, or elsewhere. */
const ROUTES = [
  'route:',
  '  receiver: nobody',
  '  routes:',
  '    - { receiver: chat, matchers: [ severity="warning" ] }',
  'receivers:',
  '  - name: nobody',
  '  - { name: chat, webhook_configs: [ { url: "http://user:geheim@127.0.0.1:1/" } ] }',
];

async function startSabotagedPrometheus(): Promise<PrometheusServer> {
  const healthy = observerExposition(contract);
  const server = await startExpositionServer({
    '/changed': healthy
      .replaceAll('observer_market_open', 'observer_market_opened')
      .replaceAll(/(observer_http_requests_total\{[^}]*),?status="\d+"/g, '$1')
      .replaceAll('{,', '{')
      .replaceAll('result="rejected"', 'result="거절"'),
    '/html': '<!doctype html><title>Sign in</title>',
    '/healthy': healthy,
  });
  const scrape = (job_name: string, namespace: string, path: string, address = server.address) => ({
    ...{ job_name, metrics_path: path },
    static_configs: [{ targets: [address], labels: { job: 'observer', namespace, instance: job_name } }],
  });
  const prometheus = await startPrometheus({
    config: {
      scrape_configs: [
        scrape('changed', 'changed-metrics', '/changed'),
        scrape('html', 'broken-targets', '/html'),
        scrape('moved', 'broken-targets', '/nowhere'),
        scrape('refused', 'broken-targets', '/metrics', `127.0.0.1:${await freePort()}`),
        scrape('first', 'broken-targets', '/healthy'),
        scrape('second', 'broken-targets', '/healthy'),
      ],
    },
  });
  await vi.waitFor(
    async () => {
      const { samples } = await prometheus.query('count(up)');
      expect(samples[0]?.value).toBe(6);
    },
    { timeout: 30_000, interval: 250 },
  );
  return prometheus;
}

async function startSabotagedGrafana() {
  const grafana = await startGrafanaStandIn(12);
  grafana.folders.set('f', 'Somewhere');
  grafana.dataSources.splice(0, 1, 'loki');
  grafana.dashboards.set('observer-prod', {
    format: 'classic',
    model: { uid: 'observer-prod', title: 'By hand', panels: [] },
    version: 3,
    folderUid: 'f',
    message: '',
    createdBy: 'kim',
    isProvisioned: false,
  });
  return grafana;
}

describe('oac doctor, of a real Prometheus,', () => {
  let prometheus: PrometheusServer;
  /** What it finds where the service is said to be in this namespace. */
  const examined: Record<string, Awaited<ReturnType<typeof examine>>> = {};

  beforeAll(async () => {
    prometheus = await startSabotagedPrometheus();
    const alertmanager = await startAlertmanager({ config: ROUTES.join('\n') });
    const grafana = await startSabotagedGrafana();
    for (const namespace of ['changed-metrics', 'broken-targets', 'another-namespace']) {
      examined[namespace] = await examine(prometheus.url, {
        files: { 'observability.ts': WHOLE_PROJECT },
        configuration: { ...inNamespace(namespace), grafana: { uid: 'observer-prod' } },
        args: [
          ...['--alertmanager', alertmanager.url],
          ...['--grafana', grafana.url, '--token-file', 'token'],
        ],
      });
    }
  });

  const foundIn = (namespace: string) => examined[namespace]?.found ?? [];

  test.each([
    {
      sabotage: 'a renamed metric',
      namespace: 'changed-metrics',
      code: 'doctor/metrics',
      place: 'metric observer_market_open',
      message: expect.stringContaining('it has observer_market_opened, which the contract has not'),
    },
    {
      sabotage: 'a dropped label',
      namespace: 'changed-metrics',
      code: 'doctor/metrics',
      place: 'metric observer_http_requests_total, label status',
      message: 'its series lack this label, which the contract has',
    },
    {
      sabotage: 'an unknown value',
      namespace: 'changed-metrics',
      code: 'doctor/metrics',
      place: expect.stringMatching(/^metric observer_kis_.*, label result$/),
      message: expect.stringContaining('it has "거절"'),
    },
    {
      sabotage: 'a page in HTML',
      namespace: 'broken-targets',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/html$/),
      message: expect.stringContaining('its scrape fails'),
    },
    {
      sabotage: 'another path',
      namespace: 'broken-targets',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/nowhere$/),
      message: expect.stringContaining('404'),
    },
    {
      sabotage: 'a port that refuses',
      namespace: 'broken-targets',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/metrics$/),
      message: expect.stringContaining('refused'),
    },
    {
      sabotage: 'a target that is scraped twice',
      namespace: 'broken-targets',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/healthy$/),
      message: '2 scrape jobs scrape it: first, second',
    },
    {
      sabotage: 'another namespace',
      namespace: 'another-namespace',
      code: 'doctor/targets',
      place: 'target job="observer", namespace="another-namespace"',
      message: 'the service is not scraped',
    },
    {
      sabotage: 'no rules',
      namespace: 'another-namespace',
      code: 'doctor/rules',
      place: expect.stringMatching(/^rule group /),
      message: 'the server has none of the rule groups loaded',
    },
    {
      sabotage: 'no exporter of the database',
      namespace: 'another-namespace',
      code: 'doctor/targets',
      place: 'target job="postgres" (jobs.postgres)',
      message: 'no target is the exporter postgres',
    },
    {
      sabotage: 'another folder',
      namespace: 'another-namespace',
      code: 'doctor/dashboard',
      place: expect.stringContaining('(observer-prod)'),
      message: 'it is in the folder "Somewhere", and grafana.folder is "Observer"',
    },
    {
      sabotage: 'another dashboard',
      namespace: 'another-namespace',
      code: 'doctor/dashboard',
      place: expect.stringContaining('(observer-prod)'),
      message: expect.stringMatching(/^Grafana has another version: \d+/),
    },
    {
      sabotage: 'no data source',
      namespace: 'another-namespace',
      code: 'doctor/data-source',
      place: expect.stringContaining('data sources of '),
      message: 'none of them is a Prometheus',
    },
  ])('finds $sabotage, and names the place', ({ namespace, code, place, message }) => {
    expect(foundIn(namespace)).toContainEqual(expect.objectContaining({ code, definition: place, message }));
    expect(examined[namespace]?.code).toBe(1);
  });

  test('says what cannot fire because of it', () => {
    expect(foundIn('changed-metrics')).toContainEqual(
      expect.objectContaining({
        code: 'doctor/alerts',
        definition: expect.stringContaining('alert ObserverDatabaseDown'),
        reason: 'no series has job="postgres": see doctor/targets',
      }),
    );
  });

  test('names the matcher whose removal brings series back', () => {
    expect(foundIn('another-namespace')).toContainEqual(
      expect.objectContaining({
        code: 'doctor/panels',
        definition: expect.stringContaining('Active Connections'),
        reason: expect.stringMatching(
          /^`namespace="another-namespace"` finds nothing; without it there are series, with namespace "broken-targets", "changed-metrics"$/,
        ),
      }),
    );
  });

  test('finds alerts that no route matches, and a Prometheus without an Alertmanager', () => {
    const routes = foundIn('another-namespace').filter(({ code }) => code === 'doctor/routes');
    expect(routes.map(({ message }) => message)).toEqual([
      'this Prometheus sends alerts to no Alertmanager',
      expect.stringMatching(/^these \d+ alerts notify no receiver$/),
      expect.stringMatching(/^these \d+ alerts go elsewhere$/),
    ]);
    expect(routes[1]).toMatchObject({ definition: expect.stringContaining('(critical)') });
    expect(examined['another-namespace']?.stdout).not.toContain('geheim');
  });

  test('compares a dashboard that Grafana stores as v2', async () => {
    const grafana = await startGrafanaStandIn(13);
    const args = ['--grafana', grafana.url, '--token-file', 'token'];
    const workspace = await makeWorkspace({ 'observability.yaml': await configurationWith({}) });
    await workspace.write('token', TOKEN);
    expect(await workspace.oac(['push', '--v2', ...args])).toMatchObject({ code: 0 });
    const aboutDashboard = async () => {
      const { found } = await examine(prometheus.url, { args });
      return found.filter(({ code, definition }) =>
        /^(doctor\/dashboard|grafana\/)/.test(
          code === 'doctor/unanswered' ? String(definition) : String(code),
        ),
      );
    };

    expect(await aboutDashboard()).toEqual([]);

    for (const stored of grafana.dashboards.values())
      Object.assign(stored, { version: 2, message: '', model: { ...stored.model, title: 'By hand' } });
    expect(await aboutDashboard()).toMatchObject([
      {
        code: 'doctor/dashboard',
        message: expect.stringMatching(/^Grafana has another version: \d/),
        remedy: expect.stringContaining('--v2 --dry-run'),
      },
    ]);
  });
});
