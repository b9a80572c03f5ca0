import { beforeAll, describe, expect, test, vi } from 'vitest';
import { contract } from '../../metrics/index.ts';
import { startAlertmanager } from '../support/alertmanager.ts';
import { observerExposition } from '../support/contract-exposition.ts';
import { startExpositionServer } from '../support/exposition.ts';
import { freePort } from '../support/free-port.ts';
import { startGrafanaStandIn, TOKEN } from '../support/grafana-stand-in.ts';
import { type PrometheusServer, startPrometheus } from '../support/prometheus.ts';
import { configurationWith, makeWorkspace } from '../support/workspace.ts';
import { examine, inNamespace } from './examine.ts';

describe('oac doctor, of a real Prometheus,', () => {
  let prometheus: PrometheusServer;

  beforeAll(async () => {
    const healthy = observerExposition(contract);
    const server = await startExpositionServer({
      '/renamed': healthy.replaceAll('observer_market_open', 'observer_market_opened'),
      '/dropped': healthy
        .replaceAll(/(observer_http_requests_total\{[^}]*),?status="\d+"/g, '$1')
        .replaceAll('{,', '{'),
      '/strange': healthy.replaceAll('result="rejected"', 'result="거절"'),
      '/html': '<!doctype html><title>Sign in</title>',
      '/healthy': healthy,
    });
    const scrape = (namespace: string, path: string, address = server.address) => ({
      job_name: namespace,
      metrics_path: path,
      static_configs: [{ targets: [address], labels: { job: 'observer', namespace } }],
    });
    prometheus = await startPrometheus({
      config: {
        scrape_configs: [
          scrape('renamed', '/renamed'),
          scrape('dropped', '/dropped'),
          scrape('strange', '/strange'),
          scrape('html', '/html'),
          scrape('moved', '/nowhere'),
          scrape('refused', '/metrics', `127.0.0.1:${await freePort()}`),
          scrape('elsewhere', '/healthy'),
          { ...scrape('twice', '/healthy'), job_name: 'first' },
          { ...scrape('twice', '/healthy'), job_name: 'second' },
        ],
      },
    });
    await vi.waitFor(
      async () => {
        const { samples } = await prometheus.query('count(up)');
        expect(samples[0]?.value).toBe(8);
      },
      { timeout: 30_000, interval: 250 },
    );
  });

  test.each([
    {
      sabotage: 'renamed',
      code: 'doctor/metrics',
      place: 'metric observer_market_open',
      message: expect.stringContaining('it has observer_market_opened, which the contract has not'),
    },
    {
      sabotage: 'dropped',
      code: 'doctor/metrics',
      place: 'metric observer_http_requests_total, label status',
      message: 'its series lack this label, which the contract has',
    },
    {
      sabotage: 'strange',
      code: 'doctor/metrics',
      place: expect.stringMatching(/^metric observer_kis_.*, label result$/),
      message: expect.stringContaining('it has "거절"'),
    },
    {
      sabotage: 'html',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/html$/),
      message: expect.stringContaining('its scrape fails'),
    },
    {
      sabotage: 'moved',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/nowhere$/),
      message: expect.stringContaining('404'),
    },
    {
      sabotage: 'refused',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http/),
      message: expect.stringContaining('refused'),
    },
    {
      sabotage: 'another-namespace',
      code: 'doctor/targets',
      place: 'target job="observer", namespace="another-namespace"',
      message: 'the service is not scraped',
    },
    {
      sabotage: 'twice',
      code: 'doctor/targets',
      place: expect.stringMatching(/^target http.*\/healthy$/),
      message: '2 scrape jobs scrape it: first, second',
    },
  ])('finds the sabotage "$sabotage", and names the place', async ({ sabotage, code, place, message }) => {
    const { found, code: exit } = await examine(prometheus.url, { configuration: inNamespace(sabotage) });

    expect(found).toContainEqual(expect.objectContaining({ code, definition: place, message }));
    expect(exit).toBe(1);
  });

  test('finds that no rule is loaded, that exporters are missing, and what cannot fire because of it', async () => {
    const { found } = await examine(prometheus.url, { configuration: inNamespace('elsewhere') });

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/rules',
        message: 'the server has none of the rule groups loaded',
      }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/targets',
        definition: 'target job="postgres" (jobs.postgres)',
      }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/alerts',
        definition: expect.stringContaining('alert ObserverDatabaseDown'),
        reason: 'no series has job="postgres": see doctor/targets',
      }),
    );
  });

  test('names the matcher whose removal brings series back', async () => {
    const { found } = await examine(prometheus.url, { configuration: inNamespace('observer-live') });

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/panels',
        definition: expect.stringContaining('Active Connections'),
        reason: expect.stringMatching(
          /^`namespace="observer-live"` finds nothing; without it there are series, with namespace "dropped", "/,
        ),
      }),
    );
  });

  test('finds alerts that no route matches, and a Prometheus without an Alertmanager', async () => {
    const alertmanager = await startAlertmanager({
      config: [
        'route:',
        '  receiver: nobody',
        '  routes:',
        '    - { receiver: chat, matchers: [ severity="warning" ] }',
        'receivers:',
        '  - name: nobody',
        '  - { name: chat, webhook_configs: [ { url: "http://user:geheim@127.0.0.1:1/" } ] }',
      ].join('\n'),
    });

    const { found, stdout } = await examine(prometheus.url, { args: ['--alertmanager', alertmanager.url] });

    const routes = found.filter(({ code }) => code === 'doctor/routes');
    expect(routes.map(({ message }) => message)).toEqual([
      'this Prometheus sends alerts to no Alertmanager',
      expect.stringMatching(/^these \d+ alerts notify no receiver$/),
      expect.stringMatching(/^these \d+ alerts go elsewhere$/),
    ]);
    expect(routes[1]).toMatchObject({ definition: expect.stringContaining('(critical)') });
    expect(stdout).not.toContain('geheim');
  });

  test('finds what differs in Grafana, and that it has no Prometheus', async () => {
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

    const { found } = await examine(prometheus.url, {
      args: ['--grafana', grafana.url, '--token-file', 'token'],
      configuration: { grafana: { uid: 'observer-prod' } },
    });

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/dashboard',
        message: expect.stringMatching(/^Grafana has another version: \d+/),
      }),
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/dashboard',
        message: 'it is in the folder "Somewhere", and grafana.folder is "Observer"',
      }),
    );
    expect(found).toContainEqual(expect.objectContaining({ code: 'doctor/data-source' }));
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
