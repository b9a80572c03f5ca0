import { context, propagation, trace } from '@opentelemetry/api';
import { expect, test, vi } from 'vitest';
import { endpoints } from '../runtime/src/http/endpoints.ts';
import { Readiness } from '../runtime/src/http/readiness.ts';
import { startHttpServer } from '../runtime/src/http/server.ts';
import { startTracing } from '../runtime/src/telemetry/export.ts';
import { Instruments } from '../runtime/src/telemetry/instruments.ts';
import { scraping } from '../runtime/src/telemetry/scrape.ts';
import { describeReleases } from './support/describe-releases.ts';
import { startPrometheus } from './support/prometheus.ts';
import { releaseAfterwards } from './support/release.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

await describeReleases(['prometheus'], (release) => {
  test('finds the trace of a request, from the bucket that it fell into', async () => {
    // Nothing listens there: a trace must be created, but need not arrive.
    vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', 'http://127.0.0.1:9');
    const tracing = await startTracing(process.env, '1.0.0');
    releaseAfterwards(async () => {
      await tracing?.close();
      for (const api of [trace, context, propagation]) api.disable();
      vi.unstubAllEnvs();
    });
    const instruments = new Instruments();
    const scrape = scraping({ instruments, collectors: [] });
    const routes = endpoints({ version: '1.0.0', readiness: new Readiness([]), scrape, status: () => ({}) });
    const server = await startHttpServer({ port: 0, routes, instruments });
    releaseAfterwards(() => server.close());
    const address = `127.0.0.1:${server.port}`;

    const answer = await fetch(`http://${address}/status`, {
      headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    });
    await answer.text();
    const accept = 'application/openmetrics-text;version=1.0.0';
    const scraped = async () => (await fetch(`http://${address}/metrics`, { headers: { accept } })).text();
    await expect.poll(scraped).toContain(`trace_id="${TRACE}"`);

    const prometheus = await startPrometheus({
      release,
      features: ['exemplar-storage'],
      scrape: [{ job: 'observer', targets: [address] }],
    });
    const query = new URLSearchParams({
      query: 'observer_http_request_duration_seconds_bucket{endpoint="/status"}',
      start: String(Date.now() / 1000 - 600),
      end: String(Date.now() / 1000 + 600),
    });
    const found = async () => (await fetch(`${prometheus.url}/api/v1/query_exemplars?${query}`)).text();
    await expect.poll(found, { interval: 250 }).toContain(`"trace_id":"${TRACE}"`);
  });
});
