import {
  type Context,
  context,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Labels } from './domains.ts';
import type { Fields } from './log.ts';

const NAME = 'observer';

/** Spans are dropped, at next to no cost, until `startTracing` has registered an exporter. */
export function tracer(): Tracer {
  return trace.getTracer(NAME);
}

/** The trace of a request, from its `traceparent` header. */
export function incomingContext(headers: Readonly<Record<string, unknown>>): Context {
  return propagation.extract(context.active(), headers);
}

/** Runs the work in a span, which ends with it. */
export function traced<Value>(
  name: string,
  options: Parameters<Tracer['startSpan']>[1],
  work: (span: Span) => Promise<Value>,
): Promise<Value> {
  return tracer().startActiveSpan(name, options ?? {}, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      // Not the message: it may say more than a trace should keep.
      span.setStatus({ code: SpanStatusCode.ERROR });
      if (error instanceof Error && 'code' in error) span.setAttribute('error.type', String(error.code));
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Runs work outside the caller's trace, because it serves other callers as well or outlives the request. */
export function withoutParent<Value>(work: () => Value): Value {
  return context.with(ROOT_CONTEXT, work);
}

/** The labels of an exemplar, if the trace is recorded: an unsampled one can be found nowhere. */
export function exemplarOf(span: Span): Labels | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled ? { trace_id: traceId, span_id: spanId } : undefined;
}

/** The trace fields of a log line. */
export function traceFields(): Fields {
  const spanContext = trace.getActiveSpan()?.spanContext();
  if (spanContext === undefined || !isSpanContextValid(spanContext)) return {};
  return { trace_id: spanContext.traceId, span_id: spanContext.spanId };
}
