import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Instruments } from '../telemetry/instruments.ts';
import { type Log, silentLog } from '../telemetry/log.ts';
import { within } from '../waiting.ts';
import { isLoopbackAddress } from './address.ts';
import { Connection } from './connection.ts';
import { type ConnectionLimits, Connections } from './connections.ts';
import { HttpMetrics } from './http-metrics.ts';
import { handleRequests } from './requests.ts';
import type { Route, Upgrade } from './route.ts';

export interface HttpServerOptions {
  /** Loopback by default; set it to let other machines connect. */
  readonly host?: string;
  /** 0 for a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly upgrade?: Upgrade;
  readonly instruments: Instruments;
  readonly log?: Log;
  readonly limits?: Partial<HttpLimits>;
}

export interface HttpLimits extends ConnectionLimits {
  /** Time limit for the head of a request, in milliseconds; against clients that send a byte a minute. */
  readonly headMilliseconds: number;
  /** Time limit of a handler before the client gets 503, in milliseconds. */
  readonly answerMilliseconds: number;
  /** How long an idle connection is kept, in milliseconds. */
  readonly idleMilliseconds: number;
  /** After how many milliseconds a client that neither sends nor reads is closed, even if its answer waits. */
  readonly stallMilliseconds: number;
  readonly headBytes: number;
}

/** Much lower than Node's own limits, which allow uploads from anywhere. */
const LIMITS: HttpLimits = {
  headMilliseconds: 5_000,
  answerMilliseconds: 5_000,
  idleMilliseconds: 5_000,
  stallMilliseconds: 15_000,
  connections: 256,
  unreadBytes: 32 * 2 ** 20,
  headBytes: 8_192,
};

/** How many bytes of a connection are read ahead of the parser. */
const READ_AHEAD_BYTES = 16 * 1024;

/**
 * How many connections the kernel queues until they are accepted. Beyond that a client retries only after a
 * second.
 */
const BACKLOG = 4_096;

export interface HttpServer {
  /** The bound address. */
  readonly host: string;
  readonly port: number;
  /**
   * Accepts no new connections and closes idle ones, until all requests are answered or the deadline is over.
   *
   * @returns how many requests were cut off
   */
  drain(deadlineMilliseconds: number): Promise<number>;
  /** Closes everything at once. May be called again. */
  close(): Promise<void>;
}

/** Interval of the checks for remaining requests while the server drains, in milliseconds. */
const SWEEP_MS = 50;
/** After so many checks without a request, the remaining connections have none. */
const QUIET_SWEEPS = 5;

export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { host = '127.0.0.1', port, log = silentLog } = options;
  const limits = { ...LIMITS, ...options.limits };
  const metrics = new HttpMetrics(options.instruments);
  const connections = new Connections(limits, log);
  const state = { isPrivate: true, isDraining: false };

  const server = createServer({
    headersTimeout: limits.headMilliseconds,
    keepAliveTimeout: limits.idleMilliseconds,
    connectionsCheckingInterval: Math.min(1_000, limits.headMilliseconds / 2),
    maxHeaderSize: limits.headBytes,
    highWaterMark: READ_AHEAD_BYTES,
    // Node would answer 400 itself, uncounted; `protocolError` checks it instead.
    requireHostHeader: false,
  });
  server.timeout = limits.stallMilliseconds;
  connectThrough(server, (socket) => new Connection(socket, connections));
  const { upgraded } = handleRequests(server, { ...options, log, metrics, limits, state });
  await listening(server, host, port);
  const bound = boundTo(server);
  state.isPrivate = isLoopbackAddress(bound.address);
  // Such as no free descriptor for a new connection. Existing connections continue.
  server.on('error', (error) => log.error('The HTTP server has an error', { error }));
  const endConnections = () => {
    connections.closeAll();
    for (const socket of upgraded) socket.destroy();
  };

  return {
    host: bound.address,
    port: bound.port,
    drain: async (deadlineMilliseconds) => {
      state.isDraining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      let quietSweeps = 0;
      const sweep = setInterval(() => {
        // A connection that becomes idle after `close` has begun would be kept like any other.
        server.closeIdleConnections();
        quietSweeps = metrics.running === 0 ? quietSweeps + 1 : 0;
        // Nobody waits for the other half of an incomplete request.
        if (quietSweeps >= QUIET_SWEEPS) connections.closeAll();
      }, SWEEP_MS);
      server.closeIdleConnections();
      await within(deadlineMilliseconds, closed, () => undefined);
      clearInterval(sweep);
      const cutOff = metrics.running;
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

/** Node's server accepts any stream as a connection, but has no option to wrap accepted sockets. */
function connectThrough(server: Server, wrap: (socket: Socket) => Connection): void {
  const [accept, ...others] = server.listeners('connection');
  if (accept === undefined || others.length > 0)
    throw new TypeError('Exactly one listener must accept connections');
  server.removeAllListeners('connection');
  server.on('connection', (socket: Socket) => accept.call(server, wrap(socket)));
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: BACKLOG }, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function boundTo(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new TypeError('The server is not listening on a port');
  return address;
}
