import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { type Simulator, startSimulator } from 'kis-simulator';
import { tradingCalendar } from 'krx-calendar';
import { PrometheusClient, selectEndpoint } from 'observability-as-code/live';
import type { Release } from 'test-support/fetch/catalogue';
import { NAMESPACE, observerPod } from 'test-support/observer-pod';
import { startPostgresExporter } from 'test-support/postgres-exporter';
import { type PostgresqlServer, startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { type ServerProcess, startServerProcess } from 'test-support/server-process';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { requireTool } from 'test-support/tools';
import { type Alerting, startAlerting } from './alerting.ts';
import { type ObserverControl, startObserver } from './observer.ts';
import { Platform } from './platform.ts';
import { type AlertRule, alertRulesOf, placesOf, type RulePlace, readRules, rulesFor } from './rules.ts';
import { startTraceReceiver, type TraceReceiver } from './trace-receiver.ts';
import { tradingAllDay } from './trading-day.ts';

export interface StackOptions {
  /** Of the project. */
  readonly root: string;
  /** The folder of what was generated. */
  readonly out: string;
  /** Of Prometheus, Alertmanager and postgres_exporter. */
  readonly release: Release;
  readonly onProgress: (text: string) => void;
  /** The observer writes to a disk that can be filled. */
  readonly hasSmallDisk?: boolean;
}

/** Between two scrapes, and two evaluations. */
const SCRAPE_SECONDS = 1;
/** Without its database postgres_exporter tries for a second to reach it. */
const DATABASE_SCRAPE_SECONDS = 4;

/** A target of Prometheus that can be taken away. */
export type RemovableTarget = 'observer' | 'postgres';

export interface Stack {
  readonly client: PrometheusClient;
  readonly prometheus: ServerProcess;
  readonly alerting: Alerting;
  readonly observer: ObserverControl;
  readonly postgresql: PostgresqlServer;
  readonly exporter: ServerProcess;
  readonly simulator: Simulator;
  readonly platform: Platform;
  readonly traces: TraceReceiver;
  /** Why the ServiceMonitor selects something not. */
  readonly refusals: readonly string[];
  /** Of all alerts and recorded series that were generated. */
  readonly rulePlaces: readonly RulePlace[];
  /** The alerts as they were generated. */
  readonly alertRules: readonly AlertRule[];
  /** Takes targets away from Prometheus; their jobs stay. */
  withoutTargets(...targets: readonly RemovableTarget[]): Promise<void>;
  setSessionOpen(isOpen: boolean): Promise<void>;
  readonly directory: string;
  /** Of the observer: it trades around the clock. */
  readonly calendarFile: string;
}

/** Everything that the observer meets in production, on free ports of this machine. */
export async function startStack({
  root,
  out,
  release,
  onProgress,
  hasSmallDisk = false,
}: StackOptions): Promise<Stack> {
  const directory = await temporaryDirectory();
  const overrides = tradingAllDay();
  const calendarFile = path.join(directory, 'calendar.json');
  writeFileSync(calendarFile, JSON.stringify(overrides));
  onProgress('starting PostgreSQL and the simulator of KIS');
  const [postgresql, simulator, traces, platform] = await Promise.all([
    // postgres_exporter 0.11 takes no password that has to be escaped.
    startPostgresql({ password: 'password', settings: ['max_connections = 30'] }),
    // Nothing trades in an auction.
    startSimulator({ calendar: tradingCalendar(overrides), market: { closingAuctionMinutes: 0 } }),
    startTraceReceiver(),
    Platform.start(path.join(root, 'tests', 'fixtures', 'exposition')),
  ]);
  releaseAfterwards(() => simulator.close());
  onProgress('starting the observer and postgres_exporter');
  const [observer, exporter] = await Promise.all([
    startObserver({ root, directory, simulator, postgresql, traces, calendarFile, hasSmallDisk }),
    startPostgresExporter(postgresql.url, release, rowsOfTables(release, directory)),
  ]);

  onProgress('starting Alertmanager and Prometheus');
  const alerting = await startAlerting({ out, release, directory });
  const rules = readRules(out);
  const monitor = load(readFileSync(path.join(out, 'monitoring/observer-servicemonitor.yaml'), 'utf8'));
  const { scrapeConfigs, refusals } = selectEndpoint(
    monitor,
    { release: 'prometheus' },
    observerPod(observer.address),
  );
  const configFile = path.join(directory, 'prometheus.yml');
  const ruleFolder = path.join(directory, 'rules');
  mkdirSync(ruleFolder);
  const writeConfiguration = (missing: readonly RemovableTarget[] = []) => {
    // The series of a job that is gone as a whole would stay for five minutes.
    const emptied = (target: RemovableTarget, configs: readonly object[]) =>
      missing.includes(target) ? configs.map((config) => ({ ...config, static_configs: [] })) : configs;
    const own = emptied('observer', scrapeConfigs);
    const database = emptied('postgres', [databaseTarget(exporter.address)]);
    writeFileSync(
      configFile,
      JSON.stringify({
        global: {
          scrape_interval: `${SCRAPE_SECONDS}s`,
          scrape_timeout: `${SCRAPE_SECONDS}s`,
          evaluation_interval: `${SCRAPE_SECONDS}s`,
        },
        rule_files: [path.join(ruleFolder, '*.yaml')],
        scrape_configs: [...own, ...platformTargets(platform.address), ...database],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [alerting.server.address] }] }] },
      }),
    );
  };
  const writeRules = (isOpen: boolean) => {
    for (const file of rules)
      writeFileSync(path.join(ruleFolder, file.name), JSON.stringify(rulesFor(file, isOpen)));
  };
  writeConfiguration();
  writeRules(true);
  const program = await requireTool('prometheus', { release });
  const prometheus = await startServerProcess(program, [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${path.join(directory, 'prometheus')}`,
    // What Alertmanager does not hear again within four times as long is over for it.
    '--rules.alert.resend-delay=5s',
    '--web.listen-address=127.0.0.1:0',
    '--web.enable-lifecycle',
    '--enable-feature=exemplar-storage',
  ]);
  const reload = async () => {
    const response = await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
    if (!response.ok) throw new Error(`Prometheus does not take its configuration: ${await response.text()}`);
  };
  return {
    client: new PrometheusClient(prometheus.url),
    ...{ prometheus, alerting, observer, postgresql, exporter, simulator, platform, traces },
    ...{ refusals, directory, calendarFile },
    alertRules: alertRulesOf(rules),
    rulePlaces: placesOf(rules),
    withoutTargets: async (...targets) => {
      writeConfiguration(targets);
      await reload();
    },
    setSessionOpen: async (isOpen) => {
      writeRules(isOpen);
      await reload();
    },
  };
}

function platformTargets(address: string): readonly object[] {
  const kubelet = { namespace: 'kube-system', job: 'kubelet', endpoint: 'https-metrics', node: 'node-1' };
  const target = (metrics_path: string, labels: Readonly<Record<string, string>>) => ({
    job_name: metrics_path,
    metrics_path,
    honor_labels: true,
    static_configs: [{ targets: [address], labels }],
  });
  return [
    target('/kube-state-metrics', { namespace: 'monitoring', job: 'kube-state-metrics' }),
    target('/metrics/cadvisor', { ...kubelet, metrics_path: '/metrics/cadvisor' }),
    target('/metrics', { ...kubelet, metrics_path: '/metrics' }),
    target('/observer', { namespace: NAMESPACE, job: 'second-pod' }),
  ];
}

function databaseTarget(address: string): object {
  return {
    job_name: 'postgres',
    scrape_interval: `${DATABASE_SCRAPE_SECONDS}s`,
    scrape_timeout: `${DATABASE_SCRAPE_SECONDS}s`,
    static_configs: [{ targets: [address], labels: { namespace: NAMESPACE, job: 'postgres' } }],
  };
}

/** Rows of tables are in its own queries since 0.13. The other metrics of a table are left out here. */
function rowsOfTables(release: Release, directory: string): readonly string[] {
  if (release === 'newest') return [];
  const file = path.join(directory, 'queries.yaml');
  const columns = ['datname', 'schemaname', 'relname'].map((name) => ({
    [name]: { usage: 'LABEL', description: name },
  }));
  writeFileSync(
    file,
    JSON.stringify({
      pg_stat_user_tables: {
        query: 'SELECT current_database() datname, schemaname, relname, n_live_tup FROM pg_stat_user_tables',
        metrics: [...columns, { n_live_tup: { usage: 'GAUGE', description: 'Rows' } }],
      },
    }),
  );
  return [`--extend.query-path=${file}`];
}
