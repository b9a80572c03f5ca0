import { seriesOf } from 'observability-as-code/contract';
import { describe, expect, test } from 'vitest';
import { contract } from './index.ts';

/** https://prometheus.io/docs/concepts/data_model/ */
const METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL_NAME = /^[a-zA-Z][a-zA-Z0-9_]*$/;
const ours = contract.filter(
  ({ exporter }) => exporter.key === 'service' && exporter.describes.includes('observer'),
);
const emitted = ours.filter(({ name }) => name !== 'up');

describe('the contract', () => {
  test.each(contract.map((metric) => [metric.name, metric] as const))(
    '%s has valid names and a help text',
    (_, metric) => {
      expect(metric.name).toMatch(METRIC_NAME);
      expect(metric.help).toMatch(/^[A-Z0-9].*\.$/);
      for (const label of Object.keys(metric.domains)) expect(label).toMatch(LABEL_NAME);
    },
  );

  test('names a series once for each exporter', () => {
    const names = contract.flatMap(seriesOf).map(({ exporter, name }) => `${exporter.key} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(emitted.map((metric) => [metric.name, metric] as const))(
    '%s follows the naming conventions',
    (name, metric) => {
      // `process_` and `nodejs_` are what client libraries call what is not the service's own.
      expect(name).toMatch(/^(observer|process|nodejs)_/);
      expect(name.endsWith('_total')).toBe(metric.type === 'counter');
      const stem = name.replace(/_total$/, '');
      if (metric.unit === 'seconds') expect(stem).toMatch(/_seconds$/);
      if (metric.unit === 'timestamp') expect(stem).toMatch(/_(timestamp|start_time)_seconds$/);
      if (metric.unit === 'bytes') expect(stem).toMatch(/_bytes(_\w+)?$/);
    },
  );

  test.each(emitted.map((metric) => [metric.name, metric] as const))(
    '%s has no label that the scrape adds',
    (_, metric) => {
      for (const label of metric.exporter.targetLabels)
        expect(Object.keys(metric.domains)).not.toContain(label);
    },
  );

  test('keeps the names of the original document', () => {
    const labels = (name: string) =>
      Object.keys(contract.find((metric) => metric.name === name)?.domains ?? {});
    expect(labels('observer_http_requests_total')).toEqual(['method', 'endpoint', 'status']);
    expect(labels('observer_http_request_duration_seconds')).toEqual(['method', 'endpoint']);
    expect(contract.map(({ name }) => name)).toContain('observer_active_connections');
    expect(labels('observer_jsonl_files_written_total')).toEqual(['track']);
  });

  test.each(emitted.map((metric) => [metric.name, metric] as const))(
    '%s cannot grow without bound',
    (_, metric) => {
      const series = Object.values(metric.domains).reduce(
        (product, domain) => product * (domain.kind === 'one-of' ? domain.values.length : domain.cap),
        metric.type === 'histogram' ? metric.buckets.length + 3 : 1,
      );
      expect(series).toBeLessThanOrEqual(25_000);
    },
  );

  test('has rising buckets', () => {
    for (const metric of contract) {
      if (metric.type !== 'histogram') continue;
      expect([...metric.buckets].sort((a, b) => a - b)).toEqual(metric.buckets);
      expect(new Set(metric.buckets).size).toBe(metric.buckets.length);
    }
  });
});
