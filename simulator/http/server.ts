import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { SimulatedClock } from '../clock.ts';
import type { HttpFault } from '../faults/fault.ts';
import type { Switchboard } from '../faults/switchboard.ts';
import { listen, stopListening } from '../listening.ts';
import { type Answer, type Endpoint, jsonAnswer, type Request } from './answer.ts';
import { injectFault } from './inject-fault.ts';

export interface HttpServerOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: SimulatedClock;
  /** By method and path: `POST /oauth2/tokenP`. */
  readonly endpoints: ReadonlyMap<string, Endpoint>;
  readonly faults: Switchboard;
  /** Real milliseconds that every answer takes, by path. */
  readonly latencyOf: (path: string) => number;
  /** How far the gateway's clock, stated in `Date`, is ahead of simulated time. */
  readonly dateSkewMilliseconds: number;
}

export interface HttpServer {
  readonly port: number;
  /** Ends pending answers, including hung ones, and resolves when the port is free. */
  close(): Promise<void>;
}

/** Maximum size of a request body; valid ones are far smaller. */
const LARGEST_BODY = 64 * 1024;

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host, port, endpoints, faults, latencyOf, clock, dateSkewMilliseconds } = options;
  const delays = new Set<NodeJS.Timeout>();

  const later = (milliseconds: number, act: () => void) => {
    if (milliseconds <= 0) return act();
    const timer = setTimeout(() => {
      delays.delete(timer);
      act();
    }, milliseconds);
    delays.add(timer);
  };

  const server = createServer({ keepAliveTimeout: 5_000 }, (incoming, response) => {
    response.sendDate = false;
    // The request releases its socket when reading fails.
    const { socket } = incoming;
    readBody(incoming).then(
      (body) => {
        const request = requestOf(incoming, body);
        const fault = faults.meetRequest(request.path);
        if (fault?.kind === 'connection-reset') return socket.resetAndDestroy();
        const answer = answerTo(request, fault, endpoints);
        if (fault?.kind === 'hung-answer') return undefined;
        const delay =
          latencyOf(request.path) + (fault?.kind === 'slow-answer' ? (fault.milliseconds ?? 5_000) : 0);
        const date = new Date(clock.now() + dateSkewMilliseconds).toUTCString();
        return later(delay, () => send(response, answer, date));
      },
      () => socket.destroy(),
    );
  });
  const listeningPort = await listen(server, port, host);

  return {
    port: listeningPort,
    close: async () => {
      for (const timer of delays) clearTimeout(timer);
      delays.clear();
      await stopListening(server);
    },
  };
}

function answerTo(
  request: Request,
  fault: HttpFault | undefined,
  endpoints: ReadonlyMap<string, Endpoint>,
): Answer {
  const honest = () => {
    const endpoint = endpoints.get(`${request.method} ${request.path}`);
    return endpoint?.(request) ?? jsonAnswer(404, { error: 'Not Found', path: request.path });
  };
  return fault === undefined ? honest() : injectFault(fault, honest);
}

function requestOf(incoming: IncomingMessage, body: string): Request {
  const url = new URL(incoming.url ?? '/', 'http://simulator');
  return {
    method: incoming.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    header: (name) => {
      const value = incoming.headers[name];
      return typeof value === 'string' ? value : (value?.[0] ?? '');
    },
    body,
  };
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > LARGEST_BODY) throw new RangeError('the body of the request is too large');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, { status, body, headers }: Answer, date: string): void {
  if (response.destroyed) return;
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    date,
    ...headers,
  });
  response.end(body);
}
