import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { activeConnections } from 'observer-metrics/observer';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MarketRecord } from '../record.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { addressOf } from './address.ts';
import { refuse } from './refusal.ts';

export interface StreamOptions {
  readonly instruments: Instruments;
  readonly limits?: Partial<StreamLimits>;
}

export interface StreamLimits {
  readonly clients: number;
  /** Bytes that a client may leave untaken before its connection ends: it cannot have what it does not read. */
  readonly bufferedBytes: number;
  /** Milliseconds between two pings. A client that has not answered one by the next is gone. */
  readonly pingMilliseconds: number;
}

const LIMITS: StreamLimits = { clients: 100, bufferedBytes: 4 * 1024 * 1024, pingMilliseconds: 20_000 };

export const STREAM_PATH = '/stream';

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 and https://www.iana.org/assignments/websocket */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

interface Client {
  readonly socket: WebSocket;
  readonly wants: (record: MarketRecord) => boolean;
  isAlive: boolean;
}

/** Sends every record to the clients that want it, as they are written. It never waits for one. */
export class Stream {
  readonly #limits: StreamLimits;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<Client>();
  readonly #connections;
  readonly #pings: NodeJS.Timeout;
  #isClosed = false;

  constructor({ instruments, limits = {} }: StreamOptions) {
    this.#limits = { ...LIMITS, ...limits };
    this.#connections = instruments.gauge(activeConnections);
    // Clients have nothing to say.
    this.#server = new WebSocketServer({ noServer: true, maxPayload: 1_024, clientTracking: false });
    this.#pings = setInterval(() => this.#ping(), this.#limits.pingMilliseconds).unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  /** Takes a connection over from the HTTP server. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const answer = this.#admission(request);
    if (typeof answer === 'string') refuse(socket, answer);
    else this.#server.handleUpgrade(request, socket, head, (websocket) => this.#add(websocket, answer));
  }

  publish(record: MarketRecord): void {
    for (const client of this.#clients) {
      if (!client.wants(record)) continue;
      if (client.socket.bufferedAmount > this.#limits.bufferedBytes) {
        this.#end(client, TRY_AGAIN_LATER, 'too slow');
        continue;
      }
      client.socket.send(record.line);
    }
  }

  /** Says goodbye to all clients. Can be called again. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pings);
    for (const client of this.#clients) this.#end(client, GOING_AWAY, 'the observer stops');
  }

  /** What the client wants, or why it does not get it. */
  #admission(request: IncomingMessage): Client['wants'] | string {
    const url = addressOf(request)?.url;
    if (url?.pathname !== STREAM_PATH) return '404 Not Found';
    if (this.#isClosed || this.#clients.size >= this.#limits.clients) return '503 Service Unavailable';
    // A page of any site may open a WebSocket to this machine; browsers say which.
    if (!isOwnOrigin(request)) return '403 Forbidden';
    return selection(url.searchParams) ?? '400 Bad Request';
  }

  #add(socket: WebSocket, wants: Client['wants']): void {
    const client: Client = { socket, wants, isAlive: true };
    this.#clients.add(client);
    this.#connections.set(this.#clients.size);
    socket.on('pong', () => {
      client.isAlive = true;
    });
    socket.on('error', () => socket.terminate());
    socket.once('close', () => this.#forget(client));
    if (this.#isClosed) this.#end(client, GOING_AWAY, 'the observer stops');
  }

  #forget(client: Client): void {
    this.#clients.delete(client);
    this.#connections.set(this.#clients.size);
  }

  #ping(): void {
    for (const client of this.#clients) {
      if (!client.isAlive) {
        client.socket.terminate();
        continue;
      }
      client.isAlive = false;
      client.socket.ping();
    }
  }

  /** The close frame waits behind what was not taken, so the connection is cut soon after in any case. */
  #end(client: Client, code: number, reason: string): void {
    this.#forget(client);
    client.socket.close(code, reason);
    setTimeout(() => client.socket.terminate(), 1_000).unref();
  }
}

/** `?track=b&symbols=005930,000660`; everything where nothing is said. Undefined where it cannot be understood. */
function selection(parameters: URLSearchParams): Client['wants'] | undefined {
  const track = parameters.get('track') ?? undefined;
  if (track !== undefined && track !== 'a' && track !== 'b') return undefined;
  const named = (parameters.get('symbols') ?? '').split(',').filter((symbol) => symbol !== '');
  const symbols = named.length === 0 ? undefined : new Set(named);
  return (record) =>
    (track === undefined || record.track === track) && (symbols === undefined || symbols.has(record.symbol));
}

function isOwnOrigin({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
