import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isReadOnlyQuery, proxyQuery } from './proxy.ts';

export interface PageServer {
  readonly url: string;
  /** Tells open pages that the dashboard has changed. */
  notify(): void;
  close(): Promise<void>;
}

export interface PageServerOptions {
  readonly page: string;
  readonly port: number;
  readonly prometheus: URL;
  /** What `dashboard.json` is. */
  readonly answer: () => unknown;
}

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Serves the page on the loopback interface, to requests that name it: a website must not read metrics through it. */
export async function startPageServer(options: PageServerOptions): Promise<PageServer> {
  const listeners = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (!response.headersSent) fail(response, 502, error instanceof Error ? error.message : String(error));
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('x-content-type-options', 'nosniff');
    if (!hosts.includes(request.headers.host ?? '')) return fail(response, 403, 'another host was asked for');
    const url = new URL(request.url ?? '/', `http://${hosts[0]}`);
    if (url.pathname.startsWith('/prometheus/')) {
      const target = url.pathname.slice('/prometheus'.length);
      if (!isReadOnlyQuery(request.method, target)) return fail(response, 403, 'only queries are passed on');
      return proxyQuery(options.prometheus, target, url.search, request, response);
    }
    if (request.method !== 'GET') return fail(response, 405, 'only GET is answered');
    if (url.pathname === '/dashboard.json') {
      const body = JSON.stringify(options.answer());
      return void response
        .writeHead(200, { 'content-type': TYPES['.json'], 'cache-control': 'no-store' })
        .end(body);
    }
    if (url.pathname === '/changes') {
      response
        .writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
        .write('\n');
      listeners.add(response);
      response.once('close', () => listeners.delete(response));
      return;
    }
    await sendFile(options.page, url.pathname === '/' ? '/index.html' : url.pathname, response);
  }

  return {
    url: `http://${hosts[0]}/`,
    notify() {
      for (const response of listeners) response.write('data: changed\n\n');
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function sendFile(directory: string, pathname: string, response: ServerResponse): Promise<void> {
  const file = path.join(directory, path.normalize(decodeURIComponent(pathname)));
  const type = TYPES[path.extname(file)];
  const stats = await stat(file).catch(() => undefined);
  if (!file.startsWith(directory + path.sep) || type === undefined || stats?.isFile() !== true) {
    return fail(response, 404, `there is no ${pathname}`);
  }
  response.writeHead(200, {
    'content-type': type,
    'content-length': stats.size,
    // Names of built files carry their content's hash.
    'cache-control': pathname.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
    'content-security-policy':
      "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; base-uri 'none'; form-action 'none'",
  });
  await pipeline(createReadStream(file), response);
}

function fail(response: ServerResponse, status: number, message: string): void {
  response
    .writeHead(status, { 'content-type': TYPES['.json'] })
    .end(JSON.stringify({ status: 'error', error: message }));
}
