import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { context, trace } from '@opentelemetry/api';
import type { Instruments } from '../telemetry/instruments.ts';
import { type Log, silentLog } from '../telemetry/log.ts';
import { addressOf, isLoopback, namesThisMachine } from './address.ts';
import { answer, send } from './answer.ts';
import { HttpMeasurement, UNMATCHED } from './measured.ts';
import { refuse } from './refusal.ts';
import type { Route } from './route.ts';

export interface HttpServerOptions {
  /** Loopback by default: who wants others to reach it says so. */
  readonly host?: string;
  /** A free one where 0. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly instruments: Instruments;
  readonly log?: Log;
  readonly limits?: Partial<HttpLimits>;
  /** Takes connections that become something else: WebSocket. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

export interface HttpLimits {
  /** Milliseconds in which the head of a request must be complete; against clients that send a byte a minute. */
  readonly headMilliseconds: number;
  /** Milliseconds in which the whole request must be there. */
  readonly requestMilliseconds: number;
  /** Milliseconds that a handler may take before the client gets 503. */
  readonly answerMilliseconds: number;
  /** Milliseconds that an idle connection is kept. */
  readonly idleMilliseconds: number;
  /** Milliseconds after which a client that neither sends nor takes anything is gone, though its answer waits. */
  readonly stallMilliseconds: number;
  readonly connections: number;
  readonly headBytes: number;
}

/** Much shorter than Node's own (60 s, 300 s), which are meant for uploads from anywhere. */
const LIMITS: HttpLimits = {
  headMilliseconds: 5_000,
  requestMilliseconds: 10_000,
  answerMilliseconds: 5_000,
  idleMilliseconds: 5_000,
  stallMilliseconds: 15_000,
  connections: 1_000,
  headBytes: 8_192,
};

export interface HttpServer {
  readonly host: string;
  readonly port: number;
  /**
   * Takes no new connections and ends idle ones, until all requests are answered or the deadline has come.
   *
   * @returns how many requests were cut off
   */
  drain(deadlineMilliseconds: number): Promise<number>;
  /** Ends everything at once. Can be called again. */
  close(): Promise<void>;
}

/** Milliseconds between two looks at the connections while the server drains. */
const SWEEP = 50;
/** So many looks without a request that is being answered, and whoever is left has none. */
const QUIET_SWEEPS = 5;

const METHODS = 'GET, HEAD, OPTIONS';

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port, log = silentLog, onUpgrade } = options;
  const limits = { ...LIMITS, ...options.limits };
  const measurement = new HttpMeasurement(options.instruments);
  const routes = new Map(options.routes.map((route) => [route.path, route]));
  const isPrivate = isLoopback(host);
  const upgraded = new Set<Duplex>();
  let isDraining = false;

  const server = createServer(
    {
      headersTimeout: limits.headMilliseconds,
      requestTimeout: limits.requestMilliseconds,
      keepAliveTimeout: limits.idleMilliseconds,
      connectionsCheckingInterval: Math.min(1_000, limits.headMilliseconds / 2),
      maxHeaderSize: limits.headBytes,
    },
    (request, response) => {
      const { method = '' } = request;
      const address = addressOf(request);
      const route = address === undefined ? undefined : routes.get(address.url.pathname);
      const endpoint = route?.path ?? UNMATCHED;
      const span = measurement.begin(request, response, { method, endpoint });
      response.setHeader('X-Content-Type-Options', 'nosniff');
      response.setHeader('Cache-Control', 'no-store');
      // The body of a request is of no use here. Who sends one gets an answer, and another connection for the next.
      const hasBody =
        'transfer-encoding' in request.headers || (request.headers['content-length'] ?? '0') !== '0';
      if (isDraining || hasBody) response.setHeader('Connection', 'close');
      if (address === undefined)
        return send(response, method, { status: 400, body: { error: 'no valid address' } });
      if (isPrivate && !namesThisMachine(address.authority))
        return send(response, method, {
          status: 421,
          body: { error: 'this is not the host that was meant' },
        });
      if (route === undefined) return send(response, method, { status: 404, body: { error: 'not found' } });
      if (method === 'OPTIONS') return send(response, method, { status: 204, headers: { Allow: METHODS } });
      if (method !== 'GET' && method !== 'HEAD') {
        const body = { error: 'method not allowed' };
        return send(response, method, { status: 405, headers: { Allow: METHODS }, body });
      }
      context.with(trace.setSpan(context.active(), span), () => {
        answer(route, address.url, request, response, limits.answerMilliseconds)
          .then((given) => send(response, method, given))
          .catch((error: unknown) => {
            log.error('A request could not be answered', { endpoint, error });
            send(response, method, { status: 500, body: { error: 'internal error' } });
          });
      });
    },
  );
  server.maxConnections = limits.connections;
  server.timeout = limits.stallMilliseconds;
  server.on('clientError', (error: Error & { readonly code?: string }, socket: Duplex) => {
    const status = UNREADABLE.get(error.code ?? '') ?? 400;
    // A connection that ended without a request, or after its answer, asked nothing.
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    measurement.countUnreadable(status);
    refuse(socket, `${status} ${REASONS.get(status)}`);
  });
  if (onUpgrade !== undefined) {
    server.on('upgrade', (request, socket, head) => {
      // Nobody else listens yet, and an abort would end the process.
      socket.on('error', () => socket.destroy());
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      if (request.headers.upgrade?.toLowerCase() !== 'websocket')
        return answerAsItIs(server, request, socket);
      if (isPrivate && !namesThisMachine(request.headers.host))
        return refuse(socket, '421 Misdirected Request');
      onUpgrade(request, socket, head);
    });
  }
  await listening(server, host, port);
  // Such as a descriptor that is not to be had for a new connection; those that there are go on.
  server.on('error', (error) => log.error('The HTTP server has an error', { error }));
  const endConnections = () => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  };

  return {
    host,
    port: portOf(server),
    drain: async (deadlineMilliseconds) => {
      isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      let quietSweeps = 0;
      const sweep = setInterval(() => {
        // A connection that becomes idle after `close` has begun is kept for as long as any other.
        server.closeIdleConnections();
        quietSweeps = measurement.running === 0 ? quietSweeps + 1 : 0;
        // Half of a request is none, and nobody waits for its other half.
        if (quietSweeps >= QUIET_SWEEPS) server.closeAllConnections();
      }, SWEEP);
      server.closeIdleConnections();
      let late: NodeJS.Timeout | undefined;
      const deadline = new Promise<void>((resolve) => {
        late = setTimeout(resolve, deadlineMilliseconds);
      });
      await Promise.race([closed, deadline]);
      clearInterval(sweep);
      clearTimeout(late);
      const cutOff = measurement.running;
      endConnections();
      return cutOff;
    },
    close: async () => {
      if (!server.listening) return endConnections();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      endConnections();
      await closed;
    },
  };
}

/** By the code of Node's parser. */
const UNREADABLE: ReadonlyMap<string, number> = new Map([
  ['HPE_HEADER_OVERFLOW', 431],
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
]);

const REASONS: ReadonlyMap<number, string> = new Map([
  [400, 'Bad Request'],
  [408, 'Request Timeout'],
  [431, 'Request Header Fields Too Large'],
]);

/**
 * An offer of another protocol than WebSocket may be ignored, and clients expect that: curl and Java offer HTTP/2. Node
 * has given the connection away by then, so it serves this one request.
 */
function answerAsItIs(server: Server, request: IncomingMessage, socket: Duplex): void {
  if (!(socket instanceof Socket)) throw new TypeError('A request comes by a socket');
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  server.emit('request', request, response);
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string')
    throw new TypeError('The server does not listen on a port');
  return address.port;
}
