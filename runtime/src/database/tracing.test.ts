import { SpanStatusCode, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { startPostgresql } from 'test-support/postgresql';
import { hasTools } from 'test-support/tools';
import { until } from 'test-support/until';
import { afterAll, describe, expect, it } from 'vitest';
import { Instruments } from '../telemetry/instruments.ts';
import { trade } from '../testing/records.ts';
import { databaseMetrics } from './metrics.ts';
import { startWriter } from './testing/setup.ts';

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
provider.register();
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
});

describe.runIf(await hasTools('postgres'))('a trace', () => {
  it('has a span for each batch, with table and size, and the histogram links to it', async () => {
    const server = await startPostgresql();
    const observer = databaseMetrics(new Instruments());
    const exemplars: unknown[] = [];
    const { writer } = startWriter(
      server.url,
      {},
      {
        observer: {
          ...observer,
          queried: (operation, _, exemplar) => {
            if (operation === 'insert') exemplars.push(exemplar);
          },
        },
      },
    );
    for (let number = 1; number <= 3; number += 1) writer.append(trade('005930', undefined, number));
    await writer.flush();
    writer.append(trade('bad\0'));
    await writer.flush();
    await until(() => exemplars.length === 2);

    const spans = exporter.getFinishedSpans().filter(({ name }) => name === 'database insert');
    expect(spans.map(({ attributes }) => attributes)).toMatchObject([
      {
        'db.system.name': 'postgresql',
        'db.operation.name': 'insert',
        'db.collection.name': 'observer.scalp_ticks',
        'db.operation.batch.size': 3,
      },
      { 'db.operation.batch.size': 1, 'error.type': 'database/row-refused' },
    ]);
    expect(spans.map(({ status }) => status)).toEqual([
      { code: SpanStatusCode.UNSET },
      { code: SpanStatusCode.ERROR },
    ]);
    expect(exemplars).toEqual(
      spans.map((span) => ({ trace_id: span.spanContext().traceId, span_id: span.spanContext().spanId })),
    );
    expect(JSON.stringify(spans.map(({ attributes, events }) => [attributes, events]))).not.toContain(
      '005930',
    );
  });
});
