import { createServer } from 'node:http';
import { listening } from './stand-in.ts';

export interface ExpositionServer {
  /** `127.0.0.1:<port>`, as scrape targets are written. */
  readonly address: string;
  /** From now on this path answers 503, as an exporter whose target is down may. */
  fail(path: string): void;
}

/** A text in the Prometheus exposition format, or what makes one for each scrape. */
export type Exposition = string | (() => string);

/** Serves a text per path, to be scraped in the place of the observer or an exporter. Stopped after the test. */
export async function startExpositionServer(
  expositions: Readonly<Record<string, Exposition>>,
): Promise<ExpositionServer> {
  const failing = new Set<string>();
  const server = createServer(({ url = '/' }, response) => {
    const exposition = expositions[url];
    if (exposition === undefined || failing.has(url)) {
      response.writeHead(exposition === undefined ? 404 : 503).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' });
    response.end(typeof exposition === 'string' ? exposition : exposition());
  });
  return { address: await listening(server), fail: (path) => failing.add(path) };
}
