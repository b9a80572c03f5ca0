import { once } from 'node:events';
import { createServer } from 'node:http';
import { listeningPort } from './free-port.ts';
import { releaseAfterwards } from './release.ts';

export interface ExpositionServer {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  readonly url: string;
  /** `127.0.0.1:<port>`, as scrape targets are written. */
  readonly address: string;
  /** What the next scrape of this path gets. */
  serve(path: string, exposition: Exposition): void;
  /** From now on this path answers 503, as an exporter whose target is down may. */
  fail(path: string): void;
  stop(): Promise<void>;
}

/** A text in the Prometheus exposition format, or what makes one for each scrape. */
export type Exposition = string | (() => string);

/** Serves a text per path, to be scraped in the place of the observer or an exporter. Stopped after the test. */
export async function startExpositionServer(
  expositions: Readonly<Record<string, Exposition>>,
): Promise<ExpositionServer> {
  const served = new Map<string, Exposition | undefined>(Object.entries(expositions));
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const exposition = served.get(path);
    if (exposition === undefined) {
      response.writeHead(served.has(path) ? 503 : 404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(typeof exposition === 'string' ? exposition : exposition());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${listeningPort(server.address())}`;

  async function stop(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    // Prometheus keeps its connections open between scrapes.
    server.closeAllConnections();
    await closed;
  }
  releaseAfterwards(stop);
  return {
    url: `http://${address}`,
    address,
    serve: (path, exposition) => served.set(path, exposition),
    fail: (path) => served.set(path, undefined),
    stop,
  };
}
