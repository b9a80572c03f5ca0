export { SinkError } from './errors.ts';
export { sinkMetrics } from './metrics.ts';
export { type JsonlSinkOptions, openJsonlSink } from './open.ts';
export type { Durability } from './settings.ts';
export type { JsonlSink } from './sink.ts';
