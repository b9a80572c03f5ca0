import { createServer } from 'node:http';
import { type RawData, WebSocketServer } from 'ws';
import type { SimulatedClock } from '../clock.ts';
import type { Switchboard } from '../faults/switchboard.ts';
import type { Journal } from '../journal.ts';
import { listen, stopListening } from '../listening.ts';
import type { Hub } from './hub.ts';
import { Session } from './session.ts';

export interface WebsocketServerOptions {
  readonly host: string;
  readonly port: number;
  readonly clock: SimulatedClock;
  readonly hub: Hub;
  readonly faults: Switchboard;
  readonly journal: Journal['websocket'];
  /**
   * Real milliseconds between two PINGPONG of a session: they monitor the connection, which does not run
   * faster.
   */
  readonly pingMilliseconds: number;
  /** A session with this many unanswered PINGPONG is closed; 0 for never. */
  readonly unansweredPings: number;
}

export interface WebsocketServer {
  readonly port: number;
  close(): Promise<void>;
}

/** No path, or the portal's, with or without the transaction. [seen] */
const PATH = /^\/(tryitout(\/\w*)?)?$/;

export async function startWebsocketServer(options: WebsocketServerOptions): Promise<WebsocketServer> {
  const { host, port, clock, hub, faults, journal, pingMilliseconds, unansweredPings } = options;
  const server = createServer((_, response) => response.writeHead(426).end());
  const upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: 64 * 1024 });

  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://simulator');
    if (!PATH.test(pathname)) return socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    if (faults.meets('refuse-connections')) {
      journal.connectionsRefused += 1;
      return socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n');
    }
    return upgrades.handleUpgrade(request, socket, head, (websocket) => {
      journal.connections += 1;
      const session = new Session(websocket, request.socket, journal);
      hub.sessions.add(session);
      websocket.on('message', (data) => hub.receive(session, textOf(data)));
      websocket.on('pong', (data) => session.takeEcho(data.toString('utf8')));
      // A client that disappears is not an error of the simulator.
      websocket.on('error', () => undefined);
      websocket.on('close', () => hub.leave(session));
    });
  });

  const pings = setInterval(() => {
    if (faults.meets('no-pingpong')) return;
    for (const session of hub.sessions) {
      const missing = session.ping(clock.now());
      if (missing > 0) journal.pingsUnanswered += 1;
      if (unansweredPings > 0 && missing >= unansweredPings) {
        journal.unresponsiveSessionsEnded += 1;
        session.end(1008, 'PINGPONG was not answered');
      }
    }
  }, pingMilliseconds);

  const listeningPort = await listen(server, port, host).catch((error: unknown) => {
    clearInterval(pings);
    throw error;
  });

  return {
    port: listeningPort,
    close: async () => {
      clearInterval(pings);
      for (const session of hub.sessions) session.cut();
      upgrades.close();
      await stopListening(server);
    },
  };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8');
}
