import { exporter, type Metric, upTo } from '../../contract/metric.ts';
import { upOf } from '../../contract/prometheus.ts';

/**
 * postgres_exporter 0.11 to 0.20. Labels differ between versions (`server` disappears; `usename`,
 * `wait_event` and others are added), so queries aggregate by labels that all versions have and never join on
 * `server` (https://github.com/prometheus-community/postgres_exporter/blob/master/CHANGELOG.md). The contract
 * has the common labels.
 */
export const postgres = exporter({
  key: 'postgres',
  job: 'postgres',
  describes: 'postgres_exporter beside the database',
  targetLabels: ['namespace', 'job', 'instance'],
});

const datname = upTo(50, 'databases of the server');

export const postgresIsUp = postgres.gauge('pg_up', {
  unit: 'boolean',
  help: '1 where the exporter could connect to the database.',
});

export const postgresLastScrapeError = postgres.gauge('pg_exporter_last_scrape_error', {
  unit: 'boolean',
  help: '1 where the last scrape of the database had an error.',
});

export const postgresConnections = postgres.gauge('pg_stat_activity_count', {
  unit: 'count',
  help: 'Connections by database and state.',
  labels: { datname, state: upTo(10, 'states of pg_stat_activity') },
});

export const postgresMaxConnections = postgres.gauge('pg_settings_max_connections', {
  unit: 'count',
  help: 'The setting max_connections.',
});

export const postgresLongestTransaction = postgres.gauge('pg_stat_activity_max_tx_duration', {
  unit: 'seconds',
  help: 'Age of the oldest open transaction by database and state.',
  labels: { datname, state: upTo(10, 'states of pg_stat_activity') },
});

/** In 0.11 and 0.12 only with `--extend.query-path`; by default since 0.13. */
export const postgresLiveRows = postgres.gauge('pg_stat_user_tables_n_live_tup', {
  unit: 'count',
  help: 'Estimated number of live rows of a table.',
  labels: { datname, schemaname: upTo(50, 'schemas'), relname: upTo(500, 'tables') },
  presence: 'after-first-event',
});

export const postgresExporterUp = upOf(postgres);

/** The contract of the database. */
export const postgresMetrics: readonly Metric[] = [
  postgresIsUp,
  postgresLastScrapeError,
  postgresConnections,
  postgresMaxConnections,
  postgresLongestTransaction,
  postgresLiveRows,
  postgresExporterUp,
];
