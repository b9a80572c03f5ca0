import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Duration } from 'observability-as-code';
import type { Release } from './fetch/catalogue.ts';
import { getRules, type QueryResult, queryAt, type RuleStatus } from './prometheus-api.ts';
import { run } from './run.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { requireTool } from './tools.ts';

export interface ScrapeJob {
  readonly job: string;
  /** `host:port` of each. */
  readonly targets: readonly string[];
  /** `/metrics` without it. */
  readonly path?: string;
  /** Added to every series of the job. */
  readonly labels?: Readonly<Record<string, string>>;
}

export interface PrometheusOptions {
  /** As `requireTool` takes it. */
  readonly release?: Release | undefined;
  /** Paths of rule files. */
  readonly rules?: readonly string[];
  readonly scrape?: readonly ScrapeJob[];
  readonly scrapeInterval?: Duration;
  readonly evaluationInterval?: Duration;
  /** Addresses (`host:port`) that alerts are sent to. */
  readonly alertmanagers?: readonly string[];
  /** OpenMetrics text with timestamps in seconds and `# EOF` at its end: series that exist before the start. */
  readonly history?: string;
  /** What `--enable-feature` turns on, such as `exemplar-storage`. */
  readonly features?: readonly string[];
  /** Further top-level sections of `prometheus.yml`; they win over those made from the options above. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface PrometheusServer extends ServerProcess {
  /** @param time in seconds since 1970; without it, now */
  query(expression: string, time?: number): Promise<QueryResult>;
  rules(): Promise<readonly RuleStatus[]>;
}

/**
 * Starts a real Prometheus with its data in a temporary folder. Skips the test where it is not installed.
 * Prometheus looks for targets and Alertmanagers only every five seconds, so the first scrape takes that long.
 */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<PrometheusServer> {
  const program = await requireTool('prometheus', { release: options.release });
  const directory = await temporaryDirectory();
  const data = path.join(directory, 'data');
  if (options.history !== undefined) await backfill(options.history, directory, data);
  const configFile = path.join(directory, 'prometheus.yml');
  // JSON is YAML, and needs no quoting rules.
  await writeFile(configFile, JSON.stringify(configuration(options), null, 2));
  const server = await startServerProcess(program, [
    `--config.file=${configFile}`,
    `--storage.tsdb.path=${data}`,
    // History may lie years before today, and the default of 15 days would delete it.
    '--storage.tsdb.retention.time=100y',
    // Alerts sent before Alertmanager is discovered are lost, and would come again only after a minute.
    '--rules.alert.resend-delay=1s',
    '--web.listen-address=127.0.0.1:0',
    ...(options.features ?? []).map((feature) => `--enable-feature=${feature}`),
  ]);
  return {
    ...server,
    query: (expression, time) => queryAt(server.url, expression, time),
    rules: () => getRules(server.url),
  };
}

function configuration(options: PrometheusOptions): Readonly<Record<string, unknown>> {
  return {
    global: {
      scrape_interval: options.scrapeInterval ?? '1s',
      scrape_timeout: options.scrapeInterval ?? '1s',
      evaluation_interval: options.evaluationInterval ?? '1s',
    },
    rule_files: (options.rules ?? []).map((file) => path.resolve(file)),
    scrape_configs: (options.scrape ?? []).map(({ job, targets, path: metricsPath, labels }) => ({
      job_name: job,
      metrics_path: metricsPath ?? '/metrics',
      static_configs: [{ targets, labels: labels ?? {} }],
    })),
    alerting: { alertmanagers: [{ static_configs: [{ targets: options.alertmanagers ?? [] }] }] },
    ...options.config,
  };
}

/** Writes blocks as Prometheus itself would have, had it scraped these samples at their time. */
async function backfill(history: string, directory: string, data: string): Promise<void> {
  const promtool = await requireTool('promtool');
  const file = path.join(directory, 'history.om');
  await writeFile(file, history);
  const result = await run(promtool, ['tsdb', 'create-blocks-from', 'openmetrics', file, data]);
  if (result.code !== 0) throw new Error(`promtool could not read the history: ${result.stderr.trim()}`);
}
