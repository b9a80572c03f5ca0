/**
 * PostgreSQL, from postgres_exporter. How long the service waits for a query belongs to the service's own
 * metrics.
 */
export { postgresRules } from './alerts.ts';
export * from './metrics.ts';
export { postgresPanels, postgresRow } from './row.ts';
export * from './signals.ts';
export { type PostgresThreshold, postgresThresholds } from './thresholds.ts';
