export interface Tracing {
  /** Sends what is left, for a bounded time. */
  close(): Promise<void>;
}

/** How long the last spans may take to leave when the process ends. Milliseconds. */
const LAST_FLUSH = 3_000;

/**
 * Sends spans by OTLP over HTTP where `OTEL_EXPORTER_OTLP_ENDPOINT` or its variant for traces names a receiver (Jaeger
 * 2, Tempo, a collector); the other variables of OpenTelemetry hold as well, `OTEL_TRACES_SAMPLER` among them. Without
 * a receiver nothing of it is loaded. See https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
 *
 * @returns undefined where spans go nowhere
 */
export async function startTracing(
  environment: NodeJS.ProcessEnv,
  serviceVersion: string,
): Promise<Tracing | undefined> {
  const endpoint = environment.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || environment.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (endpoint === undefined || endpoint === '' || environment.OTEL_SDK_DISABLED === 'true') return undefined;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment.OTEL_SERVICE_NAME || 'observer',
      'service.version': serviceVersion,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return {
    close: async () => {
      const late = new Promise<void>((resolve) => setTimeout(resolve, LAST_FLUSH).unref());
      await Promise.race([provider.shutdown().catch(() => undefined), late]);
    },
  };
}
