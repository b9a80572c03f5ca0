import type { ServerResponse } from 'node:http';
import { type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { httpRequestDuration, httpRequests, httpRequestsInFlight } from '../../../metrics/observer.ts';
import type { Instruments } from '../telemetry/instruments.ts';
import { exemplarOf, incomingContext, tracer } from '../telemetry/tracing.ts';

/** What a request that no route answers is counted as: paths are made up by clients without end. */
export const UNMATCHED = 'unmatched';

/** nginx's code for a client that closed the connection before the answer. */
export const CLIENT_CLOSED_REQUEST = 499;

export interface Described {
  readonly method: string;
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

/** Counts each request once, whichever way it ends. */
export class HttpMeasurement {
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

  /**
   * Follows a request to its end. That is `close` of the response, which comes after the last byte as after an abort;
   * `finish` never comes where the client has gone.
   */
  begin(response: ServerResponse, { method, endpoint, headers }: Described): Span {
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
    response.once('close', () => {
      this.#inFlight.set(--this.#running);
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
      const seconds = (performance.now() - start) / 1000;
      this.#requests({ method, endpoint, status: String(status) }).increase();
      this.#durations({ method, endpoint }).observe(seconds, exemplarOf(span));
      span.setAttribute('http.response.status_code', status);
      if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    return span;
  }

  /** What was not understood well enough to become a request. */
  countUnreadable(status: number): void {
    this.#requests({ method: '_OTHER', endpoint: UNMATCHED, status: String(status) }).increase();
  }
}
