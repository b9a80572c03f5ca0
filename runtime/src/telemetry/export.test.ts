import { once } from 'node:events';
import { createServer } from 'node:http';
import { context, trace } from '@opentelemetry/api';
import { httpRequestDuration } from 'observer-metrics/observer';
import { afterEach, describe, expect, it } from 'vitest';
import { startTracing, type Tracing } from './export.ts';
import { renderExposition } from './exposition.ts';
import { Instruments } from './instruments.ts';
import { jsonLog } from './log.ts';
import { exemplarOf, incomingContext, traced, traceFields, tracer } from './tracing.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let tracing: Tracing | undefined;
afterEach(async () => {
  await tracing?.close();
  tracing = undefined;
  trace.disable();
  context.disable();
});

/** A stand-in for Jaeger, Tempo and collectors, which receive spans over HTTP. */
async function receiver() {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      bodies.push(`${request.url} ${Buffer.concat(chunks).toString('utf8')}`);
      response.setHeader('content-type', 'application/json');
      response.end('{}');
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: `http://127.0.0.1:${port}`, bodies, close: () => server.close() };
}

describe('tracing', () => {
  it('loads nothing if no receiver is configured', async () => {
    expect(await startTracing({}, '1.0.0')).toBeUndefined();
    expect(await startTracing({ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, '1.0.0')).toBeUndefined();
    const disabled = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_SDK_DISABLED: 'true' };
    expect(await startTracing(disabled, '1.0.0')).toBeUndefined();
    expect(exemplarOf(tracer().startSpan('nothing'))).toBeUndefined();
  });

  it('sends spans by OTLP, links the log to them, and adds exemplars to histograms', async () => {
    const { url, bodies, close } = await receiver();
    process.env.OTEL_EXPORTER_OTLP_ENDPOINT = url;
    try {
      tracing = await startTracing(process.env, '1.2.3');
      const lines: string[] = [];
      const log = jsonLog({ write: (line) => lines.push(line), context: traceFields });
      const instruments = new Instruments();
      const parent = incomingContext({ traceparent: `00-${TRACE}-00f067aa0ba902b7-01` });
      await context.with(parent, () =>
        traced('work', {}, async (span) => {
          log.info('within');
          const labels = { method: 'GET', endpoint: '/status' };
          instruments.histogram(httpRequestDuration, labels).observe(0.02, exemplarOf(span));
        }),
      );
      log.info('without');
      await expect(
        traced('broken', {}, async () => Promise.reject(new Error('secret text'))),
      ).rejects.toThrow();
      await tracing?.close();

      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ message: 'within', trace_id: TRACE });
      expect(lines[1]).not.toContain('trace_id');
      const exposition = renderExposition(await instruments.families(), 'openmetrics');
      expect(exposition).toMatch(
        new RegExp(`le="0\\.025",.*} 1 # {trace_id="${TRACE}",span_id="[0-9a-f]{16}"} 0\\.02 \\d`),
      );
      const sent = bodies.join('\n');
      expect(sent).toContain('/v1/traces');
      expect(sent).toContain('work');
      expect(sent).toContain('broken');
      expect(sent).toContain('1.2.3');
      expect(sent).not.toContain('secret text');
    } finally {
      delete process.env.OTEL_EXPORTER_OTLP_ENDPOINT;
      close();
    }
  });
});
