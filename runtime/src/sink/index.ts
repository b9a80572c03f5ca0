export { SinkError, type SinkErrorCode } from './errors.ts';
export type { FileStatus, SinkFile, SinkFileSystem } from './file-system.ts';
export { type SinkObserver, sinkMetrics } from './metrics.ts';
export { type JsonlSinkOptions, openJsonlSink } from './open.ts';
export { type Durability, defaultLimits, type SinkLimits } from './settings.ts';
export type { JsonlSink, SinkState } from './sink.ts';
