import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

export interface Request {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Aborted when the client has gone, or the server cannot wait any longer. */
  readonly signal: AbortSignal;
}

/** A body that is no text is answered as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** Answers GET and HEAD on one path. The path is what the label `endpoint` says. */
export interface Route {
  readonly path: string;
  readonly handle: (request: Request) => Answer | Promise<Answer>;
}

/** Takes the connection, and answers it. False where it was no proper handshake, which then is what it has answered. */
export type TakeOver = (socket: Socket) => boolean;

/** A path on which a connection becomes a WebSocket. */
export interface Upgrade {
  readonly path: string;
  /** What takes the connection over, or the answer of a server that does not want it. */
  readonly admit: (request: IncomingMessage, url: URL) => TakeOver | Answer;
}
