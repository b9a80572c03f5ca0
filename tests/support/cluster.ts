import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { load } from 'js-yaml';
import type { Duration } from 'observability-as-code';
import { selectEndpoint } from 'observability-as-code/live';
import { contract } from '../../metrics/index.ts';
import { observerExposition } from './contract-exposition.ts';
import { type Exposition, startExpositionServer } from './exposition.ts';
import type { Release } from './fetch/catalogue.ts';
import { type JsonObject, object, objectAt, objectsAt, textAt } from './json.ts';
import { NAMESPACE, observerPod } from './observer-pod.ts';
import { type PrometheusServer, startPrometheus } from './prometheus.ts';
import { configurationWith, makeWorkspace, WHOLE_PROJECT, type Workspace } from './workspace.ts';

const RECORDED = 'postgres_exporter-0.11.1-pg15';

/**
 * Recordings of a real postgres_exporter, each in a namespace of its own. With `--extend.query-path` it answers what
 * it does without, and what the further queries give. Of its statements, which nothing reads, there is one.
 */
const DATABASES: Readonly<Record<string, readonly string[]>> = {
  [NAMESPACE]: [`${RECORDED}-default.prom`, `${RECORDED}-queries-yaml.prom`],
  'default-queries': [`${RECORDED}-default.prom`],
  'further-queries': [`${RECORDED}-queries-yaml.prom`],
  'database-down': ['postgres_exporter-0.11.1-db-down.prom'],
};

export interface ClusterOptions {
  /** Path of the rules. */
  readonly rules: string;
  /** The ServiceMonitor, as it was generated. */
  readonly serviceMonitor: JsonObject;
  /** Value of `job` by exporter of the platform, as this cluster's Prometheus sets it. */
  readonly jobs: Readonly<Record<'kube-state-metrics' | 'cadvisor' | 'kubelet' | 'postgres', string>>;
  /** What the observer answers beside what its contract says. */
  readonly further?: () => string;
  /** `host:port` of a real observer, in the place of one that is made of the contract. */
  readonly observerAddress?: string;
  /** `host:port` of a real postgres_exporter, in the place of the one recorded for the observer's namespace. */
  readonly databaseAddress?: string;
  /** Between two scrapes, and the longest that one may take; by default a second. */
  readonly scrapeInterval?: Duration;
  /** Which Prometheus, as `requireTool` takes it. */
  readonly release?: Release;
}

export interface Cluster {
  readonly prometheus: PrometheusServer;
  /** `instance` of the observer. */
  readonly instance: string;
  /** How many targets there are. */
  readonly targets: number;
}

/**
 * A Prometheus that scrapes what a cluster's would, with the labels that the operator and the kubelet's and
 * kube-state-metrics' own ServiceMonitors give, and evaluates the generated rules.
 */
export async function startCluster({
  rules,
  serviceMonitor,
  jobs,
  further,
  observerAddress,
  databaseAddress,
  scrapeInterval,
  release,
}: ClusterOptions): Promise<Cluster> {
  const recorded = (file: string) =>
    readFile(path.join(import.meta.dirname, '../fixtures/exposition', file), 'utf8');
  const [endpoint] = objectsAt(objectAt(serviceMonitor, 'spec'), 'endpoints');
  const metricsPath = textAt(object(endpoint), 'path');
  const instance =
    observerAddress ??
    (
      await startExpositionServer({
        [metricsPath]: () => observerExposition(contract) + (further?.() ?? ''),
      })
    ).address;
  const platform: Record<string, Exposition> = {
    '/kube-state-metrics': await recorded('kube-state-metrics.prom'),
    '/metrics/cadvisor': running(await recorded('cadvisor.prom')),
    '/metrics': await recorded('kubelet.prom'),
  };
  for (const [namespace, files] of Object.entries(DATABASES)) {
    platform[`/${namespace}`] = (await Promise.all(files.map(recorded))).join('');
  }
  const server = await startExpositionServer(platform);

  const target = (
    metrics_path: string,
    labels: Readonly<Record<string, string>>,
    address: string = server.address,
  ) => ({
    job_name: `${address}${metrics_path}`,
    metrics_path,
    honor_labels: true,
    honor_timestamps: false,
    static_configs: [{ targets: [address], labels }],
  });
  const database = (namespace: string) => {
    const labels = { namespace, job: jobs.postgres };
    return namespace === NAMESPACE && databaseAddress !== undefined
      ? target('/metrics', labels, databaseAddress)
      : target(`/${namespace}`, labels);
  };
  const kubelet = { namespace: 'kube-system', service: 'kubelet', endpoint: 'https-metrics', node: 'node-1' };
  const scrapeConfigs = [
    ...selectEndpoint(serviceMonitor, {}, observerPod(instance)).scrapeConfigs,
    target('/kube-state-metrics', { namespace: 'monitoring', job: jobs['kube-state-metrics'] }),
    target('/metrics/cadvisor', { ...kubelet, job: jobs.cadvisor, metrics_path: '/metrics/cadvisor' }),
    target('/metrics', { ...kubelet, job: jobs.kubelet, metrics_path: '/metrics' }),
    ...Object.keys(DATABASES).map(database),
  ];
  const prometheus = await startPrometheus({
    release,
    ...(scrapeInterval === undefined ? {} : { scrapeInterval }),
    rules: [rules],
    config: { scrape_configs: scrapeConfigs },
  });
  return { prometheus, instance, targets: scrapeConfigs.length };
}

/** The recording of a container that goes on running: it has had ten scheduling periods more with each second. */
function running(recording: string): Exposition {
  const start = Date.now();
  return () => {
    const periods = Math.floor((Date.now() - start) / 100);
    return recording.replaceAll(
      /^(container_cpu_cfs_periods_total\{.*\}) (\d+)/gm,
      (_, series, value) => `${series} ${Number(value) + periods}`,
    );
  };
}

/** What Grafana fills in when the dashboard is opened: every picker on All. */
export const ALL_PICKED = {
  namespace: NAMESPACE,
  job: '.+',
  instance: '.+',
  pod: '.+',
  __rate_interval: '2m',
  __interval: '15s',
  __range: '6h',
};

export interface GeneratedCluster {
  readonly cluster: Cluster;
  readonly workspace: Workspace;
  /** The classic one, as it was generated. */
  readonly dashboard: JsonObject;
}

/** A cluster with what is generated for the project's own configuration, but by default scraped, and evaluated, every second. */
export async function startGeneratedCluster(
  options: Pick<ClusterOptions, 'observerAddress' | 'databaseAddress' | 'release' | 'scrapeInterval'> = {},
): Promise<GeneratedCluster> {
  const { scrapeInterval = '1s' } = options;
  const workspace = await makeWorkspace({
    'observability.ts': WHOLE_PROJECT,
    'observability.yaml': await configurationWith({
      intervals: { scrape: scrapeInterval, scrapeTimeout: scrapeInterval, evaluation: '1s' },
    }),
  });
  const { code, stderr } = await workspace.oac(['generate', '--no-promtool']);
  if (code !== 0) throw new Error(`generate has failed: ${stderr}`);
  const cluster = await startCluster({
    ...options,
    rules: workspace.at('out/prometheus/*.rules.yaml'),
    serviceMonitor: object(load(await workspace.read('out/monitoring/observer-servicemonitor.yaml'))),
    jobs: {
      'kube-state-metrics': 'kube-state-metrics',
      cadvisor: 'kubelet',
      kubelet: 'kubelet',
      postgres: 'postgres',
    },
  });
  const dashboard = object(JSON.parse(await workspace.read('out/monitoring/grafana-dashboard.json')));
  return { cluster, workspace, dashboard };
}
