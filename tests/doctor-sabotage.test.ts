import { beforeAll, describe, expect, test, vi } from 'vitest';
import { contract } from '../metrics/index.ts';
import { startAlertmanager } from './support/alertmanager.ts';
import { observerExposition } from './support/contract-exposition.ts';
import { startExpositionServer } from './support/exposition.ts';
import { freePort } from './support/free-port.ts';
import { startGrafanaStandIn, TOKEN } from './support/grafana-stand-in.ts';
import { type JsonObject, object, objectsAt } from './support/json.ts';
import { kubectlStandIn } from './support/kubectl-stand-in.ts';
import { type PrometheusServer, startPrometheus } from './support/prometheus.ts';
import { answerWith, startStandIn } from './support/stand-in.ts';
import { configurationWith, makeWorkspace } from './support/workspace.ts';

/** Runs `oac doctor` for a deployment whose namespace is the name of the sabotage. */
async function examine(
  url: string,
  {
    configuration = {},
    args = [],
    env = {},
  }: { configuration?: JsonObject; args?: string[]; env?: Record<string, string> } = {},
) {
  const workspace = await makeWorkspace({ 'observability.yaml': await configurationWith(configuration) });
  await workspace.write('token', TOKEN);
  const result = await workspace.oac(['doctor', '--prometheus', url, '--json', ...args], { env });
  expect(result.stdout + result.stderr).not.toContain(TOKEN);
  const report = object(JSON.parse(result.stdout));
  return { ...result, found: objectsAt(report, 'diagnostics') };
}

const inNamespace = (namespace: string): JsonObject => ({ environments: { prod: { namespace } } });

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

  test('finds alerts that no route takes, and a Prometheus that tells no Alertmanager', async () => {
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
      expect.stringMatching(/^nobody is told of these \d+ alerts$/),
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
});

describe('oac doctor', () => {
  /** A Prometheus that says of itself what the test wants; everything else is empty. */
  const startFakePrometheus = (answers: Readonly<Record<string, unknown>>, skew = 0) =>
    startStandIn((request, response) => {
      const endpoint = (request.url ?? '').replace(/^\/api\/v1\//, '').replace(/\?.*/, '');
      response.setHeader('date', new Date(Date.now() + skew * 1000).toUTCString());
      answerWith(response, 200, {
        status: 'success',
        data: endpoint === 'query' ? { resultType: 'vector', result: [] } : (answers[endpoint] ?? {}),
      });
    });

  const dropped = (label: string, port: string) => ({
    targets: {
      activeTargets: [],
      droppedTargets: [
        {
          scrapePool: 'serviceMonitor/observer-prod/observer/0',
          discoveredLabels: {
            __meta_kubernetes_namespace: 'observer-prod',
            __meta_kubernetes_service_name: 'observer',
            __meta_kubernetes_service_label_app: label,
            __meta_kubernetes_endpoint_port_name: port,
          },
        },
      ],
    },
  });

  test.each([
    {
      sabotage: 'the Service has another label',
      answers: dropped('watcher', 'http'),
      code: 'doctor/targets',
      says: 'label app is "watcher" and not "observer"',
    },
    {
      sabotage: 'the port has another name',
      answers: dropped('observer', 'metrics'),
      code: 'doctor/targets',
      says: 'no port is named "http", only "metrics"',
    },
    {
      sabotage: 'the ServiceMonitor is not selected',
      answers: { 'status/config': { yaml: 'scrape_configs: [{ job_name: other }]' } },
      code: 'doctor/targets',
      says: 'it has to have release=prometheus',
    },
    {
      sabotage: 'the operator has it, and there is no endpoint',
      answers: {
        'status/config': { yaml: 'scrape_configs: [{ job_name: serviceMonitor/observer-prod/observer/0 }]' },
      },
      code: 'doctor/targets',
      says: 'finds no endpoint of the Service "observer"',
    },
    {
      sabotage: 'an old version',
      answers: { 'status/buildinfo': { version: '2.41.0' } },
      code: 'doctor/version',
      says: 'Prometheus 2.41.0 does not know keep_firing_for, which came with 2.42',
    },
    {
      sabotage: 'a short retention',
      answers: { 'status/runtimeinfo': { storageRetention: '1d or 10GiB' } },
      code: 'doctor/retention',
      says: 'Prometheus keeps samples for 1d or 10GiB',
    },
    {
      sabotage: 'a rule whose evaluation fails',
      answers: {
        rules: {
          groups: [
            {
              name: 'observer-http',
              file: '/etc/rules/a.yaml',
              interval: 30,
              lastEvaluation: new Date().toISOString(),
              rules: [
                {
                  type: 'alerting',
                  name: 'ObserverHighErrorRate',
                  query: 'up',
                  health: 'err',
                  lastError: 'many-to-many matching not allowed',
                },
              ],
            },
          ],
        },
      },
      code: 'doctor/rules',
      says: 'many-to-many matching not allowed',
    },
  ])('finds the sabotage "$sabotage"', async ({ answers, code, says }) => {
    const { url } = await startFakePrometheus(answers);

    const { found } = await examine(url);

    const own = found.filter((one) => one.code === code);
    expect(own.map(({ message, reason }) => `${message}: ${reason}`).join('\n')).toContain(says);
  });

  test.each([-90, 90])('finds a clock that is %i s off', async (skew) => {
    const { url } = await startFakePrometheus({}, skew);

    const { found } = await examine(url);

    expect(found).toContainEqual(
      expect.objectContaining({
        code: 'doctor/clock',
        message: expect.stringMatching(skew < 0 ? /(89|9\d) s behind/ : /(89|9\d) s ahead of/),
      }),
    );
  });

  test.each([
    { status: 401, body: '{}', why: 'prometheus/denied' },
    { status: 403, body: '{}', why: 'prometheus/denied' },
    { status: 404, body: '<html>', why: 'prometheus/answer' },
    { status: 500, body: '{"status":"error","error":"out of memory"}', why: 'prometheus/query' },
    { status: 200, body: '<html>Sign in</html>', why: 'prometheus/answer' },
    { status: 302, body: '', why: 'prometheus/answer' },
  ])(
    'says what cannot be told when the server answers $status $body, and asks the others',
    async ({ status, body, why }) => {
      const { url } = await startStandIn((_, response) =>
        response.writeHead(status, { location: 'http://127.0.0.1:1/' }).end(body),
      );
      const grafana = await startGrafanaStandIn(13);

      const { found, code } = await examine(url, {
        args: ['--grafana', grafana.url, '--token-file', 'token'],
      });

      expect(found).toContainEqual(expect.objectContaining({ code: 'doctor/unanswered', definition: why }));
      expect(found).toContainEqual(
        expect.objectContaining({
          code: 'doctor/dashboard',
          message: 'Grafana has no dashboard of this uid',
        }),
      );
      expect(code).toBe(1);
    },
  );

  test('tells once that nobody listens, without the password of the address, with exit code 2', async () => {
    const { found, code, stdout } = await examine('http://kim:geheim@127.0.0.1:1');

    expect(found).toEqual([
      expect.objectContaining({ code: 'doctor/unanswered', definition: 'prometheus/unreachable' }),
    ]);
    expect(stdout).not.toContain('geheim');
    expect(code).toBe(2);
  });

  describe('with --kube', () => {
    const prometheus = (spec: JsonObject) => ({
      metadata: { name: 'k8s', namespace: 'monitoring' },
      spec: {
        serviceAccountName: 'prometheus',
        serviceMonitorSelector: { matchLabels: { release: 'prometheus' } },
        serviceMonitorNamespaceSelector: {},
        ruleSelector: {},
        ruleNamespaceSelector: {},
        ...spec,
      },
    });
    const namespace = 'observer-prod';
    const labels = { app: 'observer', release: 'prometheus' };
    const healthy = {
      prometheuses: [prometheus({})],
      namespaces: [{ metadata: { name: namespace } }, { metadata: { name: 'monitoring' } }],
      servicemonitors: [{ metadata: { name: 'observer', namespace, labels } }],
      prometheusrules: [{ metadata: { name: 'observer-alerts', namespace, labels } }],
      services: [
        {
          metadata: { name: 'observer', namespace, labels: { app: 'observer' } },
          spec: { selector: { app: 'observer' }, ports: [{ name: 'http' }] },
        },
      ],
      endpointslices: [
        {
          metadata: { namespace, labels: { 'kubernetes.io/service-name': 'observer' } },
          endpoints: [{ conditions: { ready: true } }],
        },
      ],
      pods: [
        {
          metadata: { name: 'observer-1', namespace, labels: { app: 'observer' } },
          spec: {
            securityContext: { runAsUser: 1000, fsGroup: 1000 },
            volumes: [{ persistentVolumeClaim: { claimName: 'observer-data' } }],
          },
        },
      ],
      persistentvolumeclaims: [
        { metadata: { name: 'observer-data', namespace }, status: { phase: 'Bound' } },
      ],
    };
    const CLUSTER_CODES = ['selection', 'service', 'access', 'network', 'volumes'].map(
      (one) => `doctor/${one}`,
    );

    const findingsOf = async (cluster: Parameters<typeof kubectlStandIn>[0]) => {
      const { url } = await startFakePrometheus({});
      const { found } = await examine(url, { args: ['--kube'], env: await kubectlStandIn(cluster) });
      return found;
    };
    const inCluster = (found: readonly JsonObject[]) =>
      found.filter(({ code }) => CLUSTER_CODES.includes(String(code)));

    test('finds nothing in a cluster where all is well', async () => {
      expect(inCluster(await findingsOf({ objects: healthy }))).toEqual([]);
    });

    test.each([
      {
        sabotage: 'another release',
        objects: {
          prometheuses: [prometheus({ serviceMonitorSelector: { matchLabels: { release: 'kps' } } })],
        },
        code: 'doctor/selection',
        place: 'servicemonitor observer-prod/observer',
        says: 'kubectl label --overwrite servicemonitor observer -n observer-prod release=kps',
      },
      {
        sabotage: 'a namespace selector',
        objects: {
          prometheuses: [prometheus({ ruleNamespaceSelector: { matchLabels: { monitored: 'yes' } } })],
        },
        code: 'doctor/selection',
        place: 'prometheusrule observer-prod/observer-alerts',
        says: 'ruleNamespaceSelector of Prometheus monitoring/k8s asks for monitored=yes',
      },
      {
        sabotage: 'no ServiceMonitor',
        objects: { servicemonitors: [] },
        code: 'doctor/selection',
        place: 'servicemonitor observer-prod/observer',
        says: 'kubectl apply -f out/monitoring/observer-servicemonitor.yaml',
      },
      {
        sabotage: 'another port name',
        objects: {
          services: [
            {
              metadata: { name: 'observer', namespace, labels: { app: 'observer' } },
              spec: { selector: { app: 'observer' }, ports: [{ name: 'web' }] },
            },
          ],
        },
        code: 'doctor/service',
        place: 'service observer-prod/observer',
        says: 'the Service has "web"',
      },
      {
        sabotage: 'no pod behind the Service',
        objects: { endpointslices: [] },
        code: 'doctor/service',
        place: 'service observer-prod/observer',
        says: 'it has no pod',
      },
      {
        sabotage: 'a NetworkPolicy',
        objects: {
          networkpolicies: [
            {
              metadata: { name: 'observer', namespace },
              spec: {
                podSelector: { matchLabels: { app: 'observer' } },
                policyTypes: ['Ingress'],
                ingress: [
                  {
                    from: [
                      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'prometheus' } } },
                    ],
                  },
                ],
              },
            },
          ],
        },
        code: 'doctor/network',
        place: 'networkpolicy observer-prod/observer',
        says: 'workload.network.prometheusNamespace: monitoring',
      },
      {
        sabotage: 'a volume that is pending',
        objects: {
          persistentvolumeclaims: [
            { metadata: { name: 'observer-data', namespace }, status: { phase: 'Pending' } },
          ],
        },
        code: 'doctor/volumes',
        place: 'persistentvolumeclaim observer-prod/observer-data',
        says: 'it is Pending',
      },
    ])('finds the sabotage "$sabotage"', async ({ objects, code, place, says }) => {
      const found = inCluster(await findingsOf({ objects: { ...healthy, ...objects } }));

      expect(found).toMatchObject([{ code, definition: place }]);
      const [finding] = found;
      expect(`${finding?.message} ${finding?.reason} ${finding?.remedy}`).toContain(says);
    });

    test('finds an account that may not list endpoints', async () => {
      const denied = ['system:serviceaccount:monitoring:prometheus endpoints'];

      expect(inCluster(await findingsOf({ objects: healthy, denied }))).toMatchObject([
        {
          code: 'doctor/access',
          definition: 'system:serviceaccount:monitoring:prometheus in observer-prod',
          message: 'it may not list endpoints',
        },
      ]);
    });

    test('says that kubectl is denied, or not there, and goes on', async () => {
      const failure = 'Error from server (Forbidden): services is forbidden: User "kim" cannot list';

      const denied = await findingsOf({ objects: healthy, failure });
      const { url } = await startFakePrometheus({});
      const { found: without } = await examine(url, { args: ['--kube'], env: { PATH: '/nowhere' } });

      expect(denied).toContainEqual(
        expect.objectContaining({ code: 'doctor/unanswered', definition: 'kubectl/denied' }),
      );
      expect(without).toContainEqual(
        expect.objectContaining({ code: 'doctor/unanswered', definition: 'kubectl/missing' }),
      );
      expect(without.map(({ code }) => code)).toContain('doctor/rules');
    });
  });
});
