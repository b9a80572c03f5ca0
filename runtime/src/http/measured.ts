import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { httpRequestDuration, httpRequests, httpRequestsInFlight } from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import { exemplarOf, incomingContext, tracer } from '../telemetry/tracing.ts';

/** What a request that no route answers is counted as: paths are made up by clients without end. */
export const UNMATCHED = 'unmatched';

/** nginx's code for a client that closed the connection before the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

export interface Described {
  readonly method: string;
  readonly endpoint: string;
}

/** Counts each request once, whichever way it ends. */
export class HttpMeasurement {
  readonly #requests;
  readonly #durations;
  readonly #inFlight;
  /** By connection: how its requests end that have not yet. */
  readonly #endings = new WeakMap<Socket, Set<() => void>>();
  #running = 0;

  constructor(instruments: Instruments) {
    this.#requests = instruments.counters(httpRequests);
    this.#durations = instruments.histograms(httpRequestDuration);
    this.#inFlight = instruments.gauge(httpRequestsInFlight);
  }

  get running(): number {
    return this.#running;
  }

  /**
   * Follows a request to its end. That is `close` of the response, which comes after the last byte as after an abort;
   * `finish` never comes where the client has gone. A request that waited behind another one of its connection gets
   * neither, and ends with the connection.
   */
  begin(
    { headers, socket }: IncomingMessage,
    response: ServerResponse,
    { method, endpoint }: Described,
  ): Span {
    const start = performance.now();
    this.#inFlight.set(++this.#running);
    const span = tracer().startSpan(
      `${method} ${endpoint}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': method, 'http.route': endpoint },
      },
      incomingContext(headers),
    );
    const endings = this.#endingsOf(socket);
    let isTaken = false;
    const end = () => {
      if (!endings.delete(end)) return;
      this.#inFlight.set(--this.#running);
      const status = isTaken ? response.statusCode : CLIENT_CLOSED_REQUEST;
      const seconds = (performance.now() - start) / 1000;
      this.#requests({ method, endpoint, status: String(status) }).increase();
      this.#durations({ method, endpoint }).observe(seconds, exemplarOf(span));
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    };
    endings.add(end);
    // `finish` comes as well where the connection is cut, and `writableFinished` is true then. It is asked before Node
    // itself ends a connection that is not kept.
    response.prependOnceListener('finish', () => {
      isTaken = !socket.destroyed;
    });
    response.once('close', end);
    return span;
  }

  #endingsOf(socket: Socket): Set<() => void> {
    const known = this.#endings.get(socket);
    if (known !== undefined) return known;
    const endings = new Set<() => void>();
    this.#endings.set(socket, endings);
    socket.once('close', () => {
      for (const end of endings) end();
    });
    return endings;
  }

  /** What was not understood well enough to become a request. */
  countUnreadable(status: number): void {
    this.#requests({ method: '_OTHER', endpoint: UNMATCHED, status: String(status) }).increase();
  }
}
