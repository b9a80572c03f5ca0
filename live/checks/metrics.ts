import type { Metric } from 'observability-as-code/contract';
import type { Row } from 'observability-as-code/live';
import type { Stack } from '../stack.ts';
import { until } from '../until.ts';

const LONGEST = 30_000;

/** `/metrics` shows what the contract lists, and the trace of an exemplar has arrived where traces go. */
export async function checkMetrics(stack: Stack, contract: readonly Metric[]): Promise<readonly Row[]> {
  const missing = await until(
    () => missingIn(stack.observer.url, contract),
    (names) => names.length === 0,
    LONGEST,
  );
  const exemplars = await until(
    () => exemplarsOf(stack),
    ({ here }) => here.length > 0,
    LONGEST,
  );
  const row = (name: string, isOk: boolean, result: string) => ({ section: 'metrics', name, isOk, result });
  return [
    row(
      `${contract.length} metrics of the contract`,
      missing.length === 0,
      missing.length === 0 ? 'are at /metrics' : `are not all at /metrics: ${missing.join(', ')} missing`,
    ),
    row(
      'the trace of an exemplar',
      exemplars.here.length > 0,
      exemplars.here[0] === undefined
        ? `has not arrived: ${exemplars.all.length} exemplars, none of their traces at the receiver`
        : `has arrived: ${exemplars.here[0]}`,
    ),
  ];
}

/** Metrics without a line of their type, or with another type. */
async function missingIn(url: string, contract: readonly Metric[]): Promise<readonly string[]> {
  const text = await fetch(`${url}/metrics`).then((response) => response.text());
  const lines = new Set(text.split('\n'));
  return contract.filter(({ name, type }) => !lines.has(`# TYPE ${name} ${type}`)).map(({ name }) => name);
}

async function exemplarsOf({ prometheus, traces }: Stack) {
  const now = Date.now() / 1000;
  const parameters = new URLSearchParams({
    query: 'observer_http_request_duration_seconds_bucket',
    start: String(now - 600),
    end: String(now + 60),
  });
  const response = await fetch(`${prometheus.url}/api/v1/query_exemplars?${parameters}`);
  const all = [...(await response.text()).matchAll(/"trace_id":"([0-9a-f]{32})"/g)].map(([, id = '']) => id);
  return { all, here: all.filter((id) => traces.traces.has(id)) };
}
