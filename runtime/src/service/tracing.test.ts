import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { listeningPort } from 'test-support/free-port';
import { startPostgresql } from 'test-support/postgresql';
import { releaseAfterwards } from 'test-support/release';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { hasTools } from 'test-support/tools';
import { beforeAll, describe, expect, it } from 'vitest';
import { openMarket, prepareObserver, startObserverProcess } from './testing/observer-process.ts';

beforeAll(prepareObserver);

/** A receiver that accepts connections, handles them as given, and never responds. */
async function receiver(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  }).listen(0, '127.0.0.1');
  releaseAfterwards(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${listeningPort(server.address())}`;
}

const RECEIVERS: readonly [string, () => Promise<string>][] = [
  ['is away', async () => 'http://127.0.0.1:9'],
  ['accepts and is silent', () => receiver((socket) => socket.resume())],
  ['hangs up', () => receiver((socket) => socket.destroy())],
  ['answers byte by byte', () => receiver((socket) => setInterval(() => socket.write('H'), 500).unref())],
  ['asks to come again later', () => receiver((socket) => socket.once('data', () => socket.end(LATER)))],
];

const LATER = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n';

describe('an observer whose receiver of spans', { timeout: 120_000 }, () => {
  it.each(RECEIVERS)('%s stops in order, and within the time for the last spans', async (_, start) => {
    const observer = await startObserverProcess(await openMarket(), {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      OTEL_EXPORTER_OTLP_ENDPOINT: await start(),
      OTEL_BSP_SCHEDULE_DELAY: '100',
    });
    for (let index = 0; index < 20; index += 1) await (await fetch(`${observer.url}/status`)).text();
    const begin = performance.now();
    await observer.stop();
    // Three seconds for the spans, one for the rest, and reserve for a busy machine.
    expect(performance.now() - begin).toBeLessThan(9_000);
    expect(observer.log()).toContain('"message":"The observer has stopped in order"');
  });

  it('is down logs it, once', async () => {
    const observer = await startObserverProcess(await openMarket(), {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    const lines = () =>
      observer
        .log()
        .split('\n')
        .filter((line) => line.includes('Spans are lost'));
    await expect
      .poll(async () => {
        await fetch(`${observer.url}/status`);
        return lines();
      })
      .toHaveLength(1);
    expect(lines()[0]).toContain('"receiver":"http://127.0.0.1:9"');
    for (let index = 0; index < 10; index += 1) await fetch(`${observer.url}/status`);
    await observer.stop();
    expect(lines()).toHaveLength(1);
  });
});

interface SentSpan {
  readonly name: string;
  readonly traceId: string;
  readonly parentSpanId?: string;
}

describe.runIf(await hasTools('postgres'))('a trace of GET /ready', { timeout: 120_000 }, () => {
  it('contains no database query of the readiness check, whose result is shared by all callers', async () => {
    const spans: SentSpan[] = [];
    const collector = createHttpServer(async (request, response) => {
      const { resourceSpans } = JSON.parse(await text(request));
      for (const { scopeSpans } of resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
      response.setHeader('Content-Type', 'application/json').end('{}');
    }).listen(0, '127.0.0.1');
    releaseAfterwards(() => {
      collector.close();
      collector.closeAllConnections();
    });
    await once(collector, 'listening');
    const observer = await startObserverProcess(await openMarket(), {
      OBSERVER_DATA_DIR: await temporaryDirectory(),
      DATABASE_URL: (await startPostgresql()).url,
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${listeningPort(collector.address())}`,
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    const named = (name: string) => spans.filter((span) => span.name === name);
    await expect
      .poll(async () => {
        await (await fetch(`${observer.url}/ready`)).text();
        return spans.map(({ name }) => name);
      })
      .toEqual(expect.arrayContaining(['database select', 'GET /ready']));
    await observer.stop();
    const requests = new Set(named('GET /ready').map(({ traceId }) => traceId));
    for (const { traceId, parentSpanId = '' } of named('database select')) {
      expect({ parentSpanId, isOfRequest: requests.has(traceId) }).toEqual({
        parentSpanId: '',
        isOfRequest: false,
      });
    }
  });
});
