import type { IncomingHttpHeaders } from 'node:http';

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
