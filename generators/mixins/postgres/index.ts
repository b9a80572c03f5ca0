/** PostgreSQL, by postgres_exporter. A query's time as the service waits for it is a matter of the service's own metrics. */
export { postgresRules } from './alerts.ts';
export * from './metrics.ts';
export { postgresPanels, postgresRow } from './row.ts';
export * from './signals.ts';
export { type PostgresThreshold, postgresThresholds } from './thresholds.ts';
