/** What the benchmark of the sink uses, in one module that can be bundled. */
export { systemClock } from '../../runtime/src/clock.ts';
export { openJsonlSink, sinkMetrics } from '../../runtime/src/sink/index.ts';
export { Instruments } from '../../runtime/src/telemetry/instruments.ts';
export { silentLog } from '../../runtime/src/telemetry/log.ts';
