import { DiagLogLevel, diag } from '@opentelemetry/api';
import { Environment } from '../environment.ts';
import { originOf } from '../server-url.ts';
import { within } from '../waiting.ts';
import { atMostEvery } from './at-most-every.ts';
import { type Log, silentLog } from './log.ts';

export interface Tracing {
  /** Sends the rest, within a time limit. */
  close(): Promise<void>;
}

/** How long the last spans may take when the process ends. */
const LAST_FLUSH_MS = 3_000;

/** Between two log lines about rejected spans. */
const LOG_INTERVAL_MS = 60_000;

/**
 * Sends spans by OTLP over HTTP if `OTEL_EXPORTER_OTLP_ENDPOINT`, or its variant for traces, names a receiver
 * (Jaeger 2, Tempo, a collector). OpenTelemetry's other variables work as well, including
 * `OTEL_TRACES_SAMPLER`. Without a receiver nothing is loaded. See
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/.
 *
 * @returns undefined if there is no receiver
 * @throws SettingsError if the receiver's address is invalid
 */
export async function startTracing(
  variables: NodeJS.ProcessEnv,
  serviceVersion: string,
  log: Log = silentLog,
): Promise<Tracing | undefined> {
  const environment = new Environment(variables);
  const addresses = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'].map((name) =>
    environment.url(name, ['http:', 'https:']),
  );
  const endpoint = addresses.find((address) => address !== undefined);
  if (endpoint === undefined || environment.text('OTEL_SDK_DISABLED')?.toLowerCase() === 'true')
    return undefined;
  const [{ BatchSpanProcessor, NodeTracerProvider }, { OTLPTraceExporter }, { resourceFromAttributes }] =
    await Promise.all([
      import('@opentelemetry/sdk-trace-node'),
      import('@opentelemetry/exporter-trace-otlp-http'),
      import('@opentelemetry/resources'),
    ]);
  logFailures(originOf(endpoint), log);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({
      'service.name': environment.text('OTEL_SERVICE_NAME') ?? 'observer',
      'service.version': serviceVersion,
    }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  });
  provider.register();
  return {
    close: () =>
      within(
        LAST_FLUSH_MS,
        provider.shutdown().catch(() => undefined),
        () => undefined,
      ),
  };
}

/** The library reports its errors nowhere else. They come with each batch and contain what was sent. */
function logFailures(receiver: string, log: Log): void {
  const isDue = atMostEvery(LOG_INTERVAL_MS);
  const ignore = () => undefined;
  const error = () => {
    if (isDue()) log.warn('Spans are lost: the OTLP receiver does not accept them', { receiver });
  };
  const options = { logLevel: DiagLogLevel.ERROR, suppressOverrideMessage: true };
  diag.setLogger({ error, warn: ignore, info: ignore, debug: ignore, verbose: ignore }, options);
}
