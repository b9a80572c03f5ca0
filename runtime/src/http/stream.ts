import type { IncomingMessage } from 'node:http';
import { activeConnections } from 'observer-metrics/observer';
import { type WebSocket, WebSocketServer } from 'ws';
import type { MarketRecord } from '../record.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { METHOD_NOT_ALLOWED } from './protocol.ts';
import type { Answer, TakeOver, Upgrade } from './route.ts';
import { StreamClient, type Wants } from './stream-client.ts';

export interface StreamOptions {
  readonly instruments: Instruments;
  readonly limits?: Partial<StreamLimits>;
}

export interface StreamLimits {
  readonly clients: number;
  /** How much a client may leave unread before it is disconnected. */
  readonly unreadFrames: number;
  readonly unreadBytes: number;
  /** How much all clients together may leave unread. The one with the most goes first. */
  readonly unreadBytesOfAll: number;
  /** Milliseconds between two pings. A client that has not answered by the next one is gone. */
  readonly pingMilliseconds: number;
}

const LIMITS: StreamLimits = {
  clients: 100,
  unreadFrames: 8_192,
  unreadBytes: 4 * 2 ** 20,
  unreadBytesOfAll: 32 * 2 ** 20,
  pingMilliseconds: 20_000,
};

/** https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 and https://www.iana.org/assignments/websocket */
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;

/** Sends every record, as it is written, to the clients that want it. It never waits for a client. */
export class Stream implements Upgrade {
  readonly path = '/stream';
  readonly #limits: StreamLimits;
  readonly #server: WebSocketServer;
  readonly #clients = new Set<StreamClient>();
  readonly #connections;
  readonly #pings: NodeJS.Timeout;
  #isClosed = false;

  constructor({ instruments, limits = {} }: StreamOptions) {
    this.#limits = { ...LIMITS, ...limits };
    this.#connections = instruments.gauge(activeConnections);
    this.#server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      // Clients send no messages.
      maxPayload: 1_024,
      // One frame per turn, so that thousands of pings delay nobody else.
      allowSynchronousEvents: false,
    });
    this.#pings = setInterval(() => this.#ping(), this.#limits.pingMilliseconds).unref();
  }

  get clients(): number {
    return this.#clients.size;
  }

  admit(request: IncomingMessage, url: URL): TakeOver | Answer {
    if (request.method !== 'GET') return METHOD_NOT_ALLOWED;
    if (this.#isClosed || this.#clients.size >= this.#limits.clients)
      return { status: 503, headers: { 'Retry-After': '5' }, body: { error: 'no more clients' } };
    // A page of any site may open a WebSocket to this machine; browsers say which site it is.
    if (!isOwnOrigin(request)) return { status: 403, body: { error: 'another origin' } };
    const wants = selection(url.searchParams);
    if (wants === undefined) return { status: 400, body: { error: 'track is a or b' } };
    return (socket) => {
      let isTaken = false;
      this.#server.handleUpgrade(request, socket, Buffer.alloc(0), (websocket) => {
        isTaken = true;
        this.#add(websocket, wants);
      });
      return isTaken;
    };
  }

  publish(record: MarketRecord): void {
    const { unreadFrames, unreadBytes, unreadBytesOfAll } = this.#limits;
    let frame: Buffer | undefined;
    let bytesOfAll = 0;
    for (const client of this.#clients) {
      if (client.wants(record)) {
        // All clients share it.
        frame ??= Buffer.from(record.line);
        client.send(frame);
        if (client.unreadFrames > unreadFrames || client.unreadBytes > unreadBytes)
          this.#end(client, TRY_AGAIN_LATER, 'too slow');
      }
      bytesOfAll += client.unreadBytes;
    }
    while (bytesOfAll > unreadBytesOfAll) {
      const slowest = [...this.#clients].reduce((a, b) => (b.unreadBytes > a.unreadBytes ? b : a));
      bytesOfAll -= slowest.unreadBytes;
      this.#end(slowest, TRY_AGAIN_LATER, 'too slow');
    }
  }

  /** Disconnects all clients. May be called again. */
  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pings);
    for (const client of this.#clients) this.#end(client, GOING_AWAY, 'the observer stops');
  }

  #add(socket: WebSocket, wants: Wants): void {
    const client = new StreamClient(socket, wants);
    this.#clients.add(client);
    this.#connections.set(this.#clients.size);
    socket.once('close', () => this.#forget(client));
  }

  #forget(client: StreamClient): void {
    this.#clients.delete(client);
    this.#connections.set(this.#clients.size);
  }

  #ping(): void {
    for (const client of this.#clients) client.ping();
  }

  #end(client: StreamClient, code: number, reason: string): void {
    this.#forget(client);
    client.end(code, reason);
  }
}

/** `?track=b&symbols=005930,000660`; everything by default. Undefined if invalid. */
function selection(parameters: URLSearchParams): Wants | undefined {
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
