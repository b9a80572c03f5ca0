import { expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { databaseMetrics } from './metrics.ts';

it('the metrics of the contract count what the writer does', async () => {
  const instruments = new Instruments();
  const metrics = databaseMetrics(instruments);
  metrics.queried('insert', 0.02, { trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) });
  metrics.rows('inserted', 990);
  metrics.rows('duplicate', 7);
  metrics.rows('refused', 2);
  metrics.rows('left_out', 1);
  metrics.queued(40);
  metrics.connected(true);

  const values = new Map<string, number>();
  for (const { name, samples } of await instruments.families()) {
    for (const sample of samples) {
      values.set(`${sample.name ?? name} ${Object.values(sample.labels).join(' ')}`.trim(), sample.value);
    }
  }
  expect(Object.fromEntries(values)).toMatchObject({
    'observer_database_query_duration_seconds_count insert': 1,
    'observer_database_query_duration_seconds_count select': 0,
    'observer_database_query_duration_seconds_count migrate': 0,
    'observer_database_rows_total inserted': 990,
    'observer_database_rows_total duplicate': 7,
    'observer_database_rows_total refused': 2,
    'observer_database_rows_total left_out': 1,
    observer_database_queue_records: 40,
    observer_database_connected: 1,
  });
});
