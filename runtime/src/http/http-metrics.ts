import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { httpRequestDuration, httpRequests, httpRequestsInFlight } from 'observer-metrics/observer';
import type { Instruments } from '../telemetry/instruments.ts';
import { exemplarOf, incomingContext, tracer } from '../telemetry/tracing.ts';

/** The endpoint of a request that no route matches: clients make up any number of paths. */
export const UNMATCHED = 'unmatched';

/** nginx's code for a client that disconnected before it got its response. */
const CLIENT_CLOSED_REQUEST = 499;

export interface MeasuredRequest {
  readonly span: Span;
  /** Counts the request, on the first call only. */
  end(status: number): void;
}

/** Counts each request once, however it ends. */
export class HttpMetrics {
  readonly #requests;
  readonly #durations;
  readonly #inFlight;
  #running = 0;

  constructor(instruments: Instruments) {
    this.#requests = instruments.counters(httpRequests);
    this.#durations = instruments.histograms(httpRequestDuration);
    this.#inFlight = instruments.gauge(httpRequestsInFlight);
  }

  get running(): number {
    return this.#running;
  }

  begin(
    { method = '', headers }: Pick<IncomingMessage, 'method' | 'headers'>,
    endpoint: string,
  ): MeasuredRequest {
    const start = performance.now();
    let isRunning = true;
    this.#inFlight.set(++this.#running);
    const span = tracer().startSpan(
      `${method} ${endpoint}`,
      {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': method, 'http.route': endpoint },
      },
      incomingContext(headers),
    );
    return {
      span,
      end: (status) => {
        if (!isRunning) return;
        isRunning = false;
        this.#inFlight.set(--this.#running);
        const seconds = (performance.now() - start) / 1000;
        this.#requests({ method, endpoint, status: String(status) }).increase();
        this.#durations({ method, endpoint }).observe(seconds, exemplarOf(span));
        span.setAttribute('http.response.status_code', status);
        if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  /** Counts input that could not be parsed as a request. */
  countUnreadable(status: number): void {
    this.#requests({ method: '_OTHER', endpoint: UNMATCHED, status: String(status) }).increase();
  }
}

/**
 * Ends the measurement with the response: when the kernel has taken its last byte, or when the client has
 * disconnected.
 */
export function endWithResponse(
  measured: MeasuredRequest,
  { socket }: Pick<IncomingMessage, 'socket'>,
  response: ServerResponse,
): void {
  response.once('finish', () => {
    // This event also fires when the connection was cut.
    if (!socket.destroyed) measured.end(response.statusCode);
  });
  response.once('close', () => measured.end(CLIENT_CLOSED_REQUEST));
}
