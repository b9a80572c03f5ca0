import { answerWith, startStandIn } from 'test-support/stand-in';

export interface TraceReceiver {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** Ids of the traces that have arrived. */
  readonly traces: ReadonlySet<string>;
}

/** Takes spans as an OpenTelemetry collector does, and remembers of which traces they are. */
export async function startTraceReceiver(): Promise<TraceReceiver> {
  const traces = new Set<string>();
  const { url } = await startStandIn((_, response, body) => {
    for (const [, trace = ''] of body.matchAll(/"traceId":"([0-9a-f]{32})"/g)) traces.add(trace);
    answerWith(response, 200, {});
  });
  return { url, traces };
}
