/** What the benchmark of the service uses, in one module that can be bundled. */

export { startSimulator } from 'kis-simulator';
export { systemClock } from '../../runtime/src/clock.ts';
export { endWithResponse, HttpMetrics } from '../../runtime/src/http/http-metrics.ts';
export { startHttpServer } from '../../runtime/src/http/server.ts';
export { serve } from '../../runtime/src/service/serve-command.ts';
export { Instruments } from '../../runtime/src/telemetry/instruments.ts';
