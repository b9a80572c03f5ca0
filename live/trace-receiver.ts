import { once } from 'node:events';
import { createServer } from 'node:http';
import { listeningPort } from 'test-support/free-port';
import { releaseAfterwards } from 'test-support/release';

export interface TraceReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** Ids of the traces that have arrived. */
  readonly traces: ReadonlySet<string>;
}

/** Takes spans as an OpenTelemetry collector does, and remembers of which traces they are. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const traces = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      for (const [, trace = ''] of body.matchAll(/"traceId":"([0-9a-f]{32})"/g)) traces.add(trace);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  releaseAfterwards(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${listeningPort(server.address())}`, traces };
}
