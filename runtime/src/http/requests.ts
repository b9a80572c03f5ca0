import { type IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { context, trace } from '@opentelemetry/api';
import type { Log } from '../telemetry/log.ts';
import { addressOf } from './address.ts';
import { answer, send } from './answer.ts';
import { Connection } from './connection.ts';
import { endWithResponse, type HttpMetrics, type MeasuredRequest, UNMATCHED } from './http-metrics.ts';
import { METHOD_NOT_ALLOWED, METHODS, protocolError } from './protocol.ts';
import type { Answer, Route, Upgrade } from './route.ts';

export interface RequestOptions {
  readonly routes: readonly Route[];
  readonly upgrade?: Upgrade;
  readonly metrics: HttpMetrics;
  readonly log: Log;
  readonly limits: { readonly answerMilliseconds: number };
  readonly state: {
    /** Whether the server is bound to loopback. */
    readonly isPrivate: boolean;
    readonly isDraining: boolean;
  };
}

/** By the code of Node's parser. */
const UNREADABLE: ReadonlyMap<string, string> = new Map([
  ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large'],
  ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout'],
]);

/**
 * Answers and counts every request, whichever event of Node announces it.
 *
 * @returns the sockets that became WebSockets
 */
export function handleRequests(
  server: Server,
  { upgrade, metrics, log, limits, state, ...options }: RequestOptions,
): { readonly upgraded: ReadonlySet<Socket> } {
  const routes = new Map(options.routes.map((route) => [route.path, route]));
  const upgraded = new Set<Socket>();

  const measure = (request: IncomingMessage): MeasuredRequest => {
    const path = addressOf(request)?.url.pathname ?? '';
    return metrics.begin(request, routes.has(path) || path === upgrade?.path ? path : UNMATCHED);
  };
  const respond = (request: IncomingMessage, response: ServerResponse, refusal?: Answer) => {
    const { method = '', headers } = request;
    const connection = connectionOf(request);
    connection.beginRequest();
    response.once('close', () => connection.endRequest());
    const measured = measure(request);
    endWithResponse(measured, request, response);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    // Bodies are not read, so a connection with one cannot be reused.
    const hasBody = 'transfer-encoding' in headers || (headers['content-length'] ?? '0') !== '0';
    if (state.isDraining || hasBody) response.setHeader('Connection', 'close');
    const error = protocolError(request, state.isPrivate) ?? refusal;
    if (error !== undefined) return send(response, method, error);
    const url = addressOf(request)?.url;
    const route = url === undefined ? undefined : routes.get(url.pathname);
    if (url === undefined || route === undefined) {
      const isUpgrade = url !== undefined && url.pathname === upgrade?.path;
      return send(response, method, isUpgrade ? UPGRADE_REQUIRED : NOT_FOUND);
    }
    if (method === 'OPTIONS') return send(response, method, { status: 204, headers: { Allow: METHODS } });
    if (method !== 'GET' && method !== 'HEAD') return send(response, method, METHOD_NOT_ALLOWED);
    context.with(trace.setSpan(context.active(), measured.span), () => {
      answer(route, url, request, response, limits.answerMilliseconds)
        .then((given) => send(response, method, given))
        .catch((reason: unknown) => {
          log.error('A request could not be answered', { endpoint: route.path, error: reason });
          send(response, method, { status: 500, body: { error: 'internal error' } });
        });
    });
  };

  server.on('request', (request, response) => respond(request, response));
  // "100 Continue" is never sent: it would invite a body.
  server.on('checkContinue', (request, response) => respond(request, response));
  server.on('checkExpectation', (request, response) => respond(request, response));
  server.on('connect', (request) => respond(request, lastResponse(request)));
  server.on('upgrade', (request) => {
    const url = addressOf(request)?.url;
    const isWebSocket = request.headers.upgrade?.toLowerCase() === 'websocket';
    // Offers of other protocols may be ignored: curl and Java offer HTTP/2 and expect that.
    if (!isWebSocket || upgrade === undefined || url?.pathname !== upgrade.path)
      return respond(request, lastResponse(request));
    const admitted = protocolError(request, state.isPrivate) ?? upgrade.admit(request, url);
    if (typeof admitted !== 'function') return respond(request, lastResponse(request), admitted);
    const measured = measure(request);
    const socket = connectionOf(request).detach();
    upgraded.add(socket);
    socket.once('close', () => upgraded.delete(socket));
    // There is no other listener yet, and an unhandled abort would end the process.
    socket.on('error', () => socket.destroy());
    measured.end(admitted(socket) ? 101 : 400);
  });
  server.on('clientError', (error: Error & { readonly code?: string }, connection) => {
    if (!(connection instanceof Connection)) return;
    // A connection that is gone, or ends between two requests, has no request.
    const isAsking = connection.isBegun && !connection.isAnswering;
    if (error.code === 'ECONNRESET' || !connection.writable || !isAsking) {
      connection.destroy();
      return;
    }
    const status = UNREADABLE.get(error.code ?? '') ?? '400 Bad Request';
    metrics.countUnreadable(Number.parseInt(status, 10));
    connection.refuse(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  });
  return { upgraded };
}

const NOT_FOUND: Answer = { status: 404, body: { error: 'not found' } };
const UPGRADE_REQUIRED: Answer = {
  status: 426,
  headers: { Upgrade: 'websocket', Connection: 'Upgrade' },
  body: { error: 'this is a WebSocket' },
};

function connectionOf({ socket }: IncomingMessage): Connection {
  if (!(socket instanceof Connection)) throw new TypeError('A request needs a connection');
  return socket;
}

/**
 * The response on a connection that Node no longer parses, as after an offer of another protocol. It is the
 * last one.
 */
function lastResponse(request: IncomingMessage): ServerResponse {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(request.socket);
  response.once('finish', () => request.socket.destroySoon());
  return response;
}
