import { readdir } from 'node:fs/promises';
import { load, loadAll } from 'js-yaml';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, startCluster } from './support/cluster.ts';
import { sampleLine } from './support/contract-exposition.ts';
import { describeReleases } from './support/describe-releases.ts';
import { annotationQueriesOf, fillIn, queriesOf, variableQueriesOf, variablesIn } from './support/grafana.ts';
import { type JsonObject, object, objectAt, objectsAt, textAt } from './support/json.ts';
import { NAMESPACE } from './support/observer-pod.ts';
import { run } from './support/run.ts';
import { hasTools, requireTool } from './support/tools.ts';
import { configurationWith, definitions, makeWorkspace, type Workspace } from './support/workspace.ts';

/** What YAML, Go templates, Grafana, regular expressions or relabeling would each take for something of theirs. */
const HOSTILE = `a"b\\c {{x}} {{ $labels.pod }} $x \${x} [[x]] $1 \${1} %d 'q' \`t\` # : | 한국 🐳 \\n`;

/** With what a line of the configuration cannot hold. */
const SEVERAL_LINES = `${HOSTILE}\n\tsecond line\r\n`;

const JOBS = {
  service: `${HOSTILE} service`,
  postgres: `${HOSTILE} postgres`,
  'kube-state-metrics': `${HOSTILE} kube-state-metrics`,
  cadvisor: `${HOSTILE} kubelet`,
  kubelet: `${HOSTILE} kubelet`,
};

const CONFIGURATION = {
  intervals: { scrape: '1s', scrapeTimeout: '1s', evaluation: '1s' },
  jobs: JOBS,
  alerts: { labels: { team: HOSTILE } },
  grafana: { title: `Title ${HOSTILE}`, folder: `Folder ${HOSTILE}`, tags: [`tag ${HOSTILE}`] },
  thresholds: { httpErrorRatio: 0.123456789, backupAgeSeconds: 1e9 },
};

/** An alert and a panel about a label whose value has several lines. */
const PROJECT = definitions(
  `const value = ${JSON.stringify(SEVERAL_LINES)};
const hostile = signal('hostile-text', { ko: '…', en: '…' }, (scope) =>
  sum(rate(select(scope, httpRequests, { endpoint: value }), scope.window), ['namespace', 'job', 'endpoint']));
const requests = (perMinute) =>
  given(httpRequests, { method: 'GET', endpoint: value, status: '200' }, increasing(perMinute, '15m', 0), increasing(0, '15m'));
const text = { ko: '…', en: '…' };
const rule = (scope) => alert('ObserverHostileText', {
  severity: 'info',
  condition: compare(hostile, { ...scope, window: '5m' }, '>', 0.5),
  summary: text,
  description: { ko: '{{ $labels.endpoint }}', en: '{{ $labels.endpoint }}' },
  scenarios: [
    scenario('requests arrive', { given: [requests(60)], expect: [firesAt('10m', { labels: { endpoint: value }, value: 1 }), quietAt('25m')] }),
    scenario('requests do not', { given: [requests(0)], expect: [quietAt('10m')] }),
  ],
});
const panel = timeseries({
  key: 'hostile-text', title: 'Hostile Text', description: { bad: text, next: text }, unit: 'reqps',
  plots: [plot(hostile, { legend: '{{endpoint}}' })], noValue: text, width: 24, height: 8,
});
export default {
  ...project,
  rules: (config) => [
    ...project.rules(config),
    { name: 'hostile', rules: [rule(ruleScope(config))] },
  ],
  dashboard: (config) => {
    const dashboard = project.dashboard(config);
    return { ...dashboard, rows: [...dashboard.rows, { key: 'hostile', title: 'Hostile', panels: [panel] }] };
  },
};`,
  {
    project: 'observability.ts',
    '{ alert, compare, plot, ruleScope, signal, timeseries }': 'observability-as-code',
    '{ rate, select, sum }': 'observability-as-code/promql',
    '{ increasing, firesAt, given, quietAt, scenario }': 'observability-as-code/testing',
    '{ httpRequests }': 'metrics/observer.ts',
  },
);

let workspace: Workspace;
let dashboard: JsonObject;

beforeAll(async () => {
  workspace = await makeWorkspace({
    'observability.yaml': await configurationWith(CONFIGURATION),
    'observability.ts': PROJECT,
  });
  const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);
  expect({ code, stderr }).toMatchObject({ code: 0 });
  dashboard = object(JSON.parse(await workspace.read('out/monitoring/grafana-dashboard.json')));
});

async function manifest(name: string): Promise<JsonObject> {
  return object(load(await workspace.read(`out/monitoring/observer-${name}.yaml`)));
}

await describeReleases(['promtool'], (release) => {
  test('accepts hostile text in the rules and in their scenarios', async () => {
    const promtool = await requireTool('promtool', { release });
    const cwd = workspace.at('out/prometheus');
    const rules = (await readdir(cwd)).filter((file) => file.endsWith('.rules.yaml'));

    const checked = await run(promtool, ['check', 'rules', ...rules], { cwd });
    const tests = ['hostile.test.yaml', 'observer-heartbeat.test.yaml'];
    const tested = await run(promtool, ['test', 'rules', ...tests], { cwd });

    expect(checked).toMatchObject({ code: 0 });
    expect(tested).toMatchObject({ code: 0 });
  });
});

describe('hostile text', () => {
  test('passes through kustomize, in every manifest', async () => {
    const kubectl = await requireTool('kubectl');

    const { code, stdout, stderr } = await run(kubectl, ['kustomize', workspace.at('out')]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const built = loadAll(stdout).map((document) => object(document));
    const written = ['servicemonitor', 'prometheusrule', 'grafana-dashboard'].map(manifest);
    expect(built).toHaveLength(written.length);
    expect(built).toEqual(expect.arrayContaining(await Promise.all(written)));
  });

  test('is the same in the ConfigMap as in the dashboard', async () => {
    const configMap = await manifest('grafana-dashboard');

    expect(Object.values(objectAt(configMap, 'data'))).toEqual([
      await workspace.read('out/monitoring/grafana-dashboard.json'),
    ]);
    expect(dashboard.title).toBe(CONFIGURATION.grafana.title);
    expect(dashboard.tags).toContain(CONFIGURATION.grafana.tags[0]);
    expect(objectAt(objectAt(configMap, 'metadata'), 'annotations')).toEqual({
      grafana_folder: CONFIGURATION.grafana.folder,
    });
  });

  test('becomes no variable of Grafana in any query', () => {
    const declared = objectsAt(objectAt(dashboard, 'templating'), 'list').map((one) => textAt(one, 'name'));
    const queries = [
      ...queriesOf(dashboard).map(({ expression }) => expression),
      ...variableQueriesOf(dashboard).map(({ selector }) => selector),
      ...Object.values(annotationQueriesOf(dashboard)),
    ];

    const foreign = queries.flatMap(variablesIn).filter((name) => !declared.includes(name));
    expect([...new Set(foreign)].sort()).toEqual(['__interval', '__rate_interval']);
  });
});

const hasPrometheus = await hasTools('prometheus');

describe.runIf(hasPrometheus)('hostile text in a real Prometheus', () => {
  const WAIT = { timeout: 40_000, interval: 250 };
  const VARIABLES = {
    namespace: NAMESPACE,
    job: '.+',
    instance: '.+',
    pod: '.+',
    __rate_interval: '2m',
    __interval: '15s',
  };
  let cluster: Cluster;

  beforeAll(async () => {
    const start = Date.now();
    const labels = { method: 'GET', endpoint: SEVERAL_LINES, status: '200' };
    cluster = await startCluster({
      rules: workspace.at('out/prometheus/*.rules.yaml'),
      serviceMonitor: await manifest('servicemonitor'),
      jobs: JOBS,
      // So many that the rate over five minutes is above the threshold after a few seconds.
      further: () => sampleLine('observer_http_requests_total', labels, Date.now() - start),
    });
  });

  async function firing(name: string) {
    return vi.waitFor(async () => {
      const rules = await cluster.prometheus.rules();
      const alert = rules.find((rule) => rule.name === name)?.alerts.find(({ state }) => state === 'firing');
      if (alert === undefined) throw new Error(`${name} does not fire`);
      return alert;
    }, WAIT);
  }

  test('is the job of the target, exactly as it was written', async () => {
    await vi.waitFor(async () => {
      const { samples } = await cluster.prometheus.query('up{pod!=""}');
      expect(samples.map(({ labels }) => labels.job)).toEqual([JOBS.service]);
    }, WAIT);
  });

  test('arrives as it was written with an alert that fires', async () => {
    expect((await firing('ObserverWatchdog')).labels).toEqual({
      alertname: 'ObserverWatchdog',
      namespace: NAMESPACE,
      service: 'observer',
      severity: 'none',
      team: HOSTILE,
    });
  });

  test('is compared, grouped and printed as it was scraped', async () => {
    const { labels, annotations } = await firing('ObserverHostileText');

    expect(labels).toMatchObject({ endpoint: SEVERAL_LINES, job: JOBS.service, team: HOSTILE });
    expect(annotations.description).toBe(SEVERAL_LINES);
  });

  test('lets every rule be evaluated', async () => {
    await vi.waitFor(async () => {
      const rules = await cluster.prometheus.rules();
      expect(rules.filter(({ health }) => health !== 'ok')).toEqual([]);
    }, WAIT);
  });

  test('selects what it should in every panel', async () => {
    // No container has a problem.
    const podProblems = ['CrashLoopBackOff', 'OOMKilled'].map((state) => `Pod Status, query ${state}`);
    // A lag exists only while the market is open, and this test runs at any time.
    const always = queriesOf(dashboard).filter(({ name }) => !/^(Write Lag|Lag in Session),/.test(name));
    expect(always).toHaveLength(queriesOf(dashboard).length - 2);
    await vi.waitFor(async () => {
      const empty: string[] = [];
      for (const { name, expression } of always) {
        const { samples } = await cluster.prometheus.query(fillIn(expression, VARIABLES));
        if (samples.length === 0) empty.push(name);
      }
      expect(empty).toEqual(podProblems);
    }, WAIT);
  });

  test('is what the pickers offer', async () => {
    const { selector } = variableQueriesOf(dashboard).find(({ variable }) => variable === 'namespace') ?? {};

    const { samples } = await cluster.prometheus.query(fillIn(selector ?? '', VARIABLES));

    expect(samples.map(({ labels }) => labels.namespace)).toEqual([NAMESPACE]);
  });
});
