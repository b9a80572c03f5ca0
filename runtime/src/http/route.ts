import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface Request {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the client has disconnected, or the time limit is over. */
  readonly signal: AbortSignal;
}

/** A body that is not a string is sent as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Handles GET and HEAD on one path, which is also the label `endpoint`. */
export interface Route {
  readonly path: string;
  readonly handle: (request: Request) => Answer | Promise<Answer>;
}

/**
 * Takes over and answers the connection. Returns false if the handshake was invalid and was answered as such.
 */
export type TakeOver = (socket: Socket) => boolean;

/** A path on which a connection becomes a WebSocket. */
export interface Upgrade {
  readonly path: string;
  /** What takes over the connection, or the answer of a server that refuses it. */
  readonly admit: (request: IncomingMessage, url: URL) => TakeOver | Answer;
}
