import { oneOf } from 'observability-as-code/contract';
import { observer } from './observer.ts';

/*
 * What the observer's process tells of itself. Names of Prometheus client libraries where they have one
 * (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics), else of Node's own terms.
 */

export const processCpu = observer.counter('process_cpu_seconds_total', {
  unit: 'seconds',
  help: 'Processor time of the process.',
  labels: { mode: oneOf('user', 'system') },
});

export const processStart = observer.gauge('process_start_time_seconds', {
  unit: 'timestamp',
  help: 'When the process started.',
});

export const processResidentMemory = observer.gauge('process_resident_memory_bytes', {
  unit: 'bytes',
  help: 'Memory of the process that is in RAM.',
});

export const processOpenFiles = observer.gauge('process_open_fds', {
  unit: 'count',
  help: 'Open file descriptors; 0 where the system does not tell.',
});

export const processMaxOpenFiles = observer.gauge('process_max_fds', {
  unit: 'count',
  help: 'File descriptors that the process may open; 0 where the system does not tell.',
});

export const heapUsed = observer.gauge('nodejs_heap_used_bytes', {
  unit: 'bytes',
  help: 'Memory in use of the JavaScript heap.',
});

export const heapLimit = observer.gauge('nodejs_heap_limit_bytes', {
  unit: 'bytes',
  help: 'Size that the JavaScript heap may grow to before the process dies.',
});

export const eventLoopDelay = observer.gauge('nodejs_eventloop_delay_seconds', {
  unit: 'seconds',
  help: 'By how much timers were late since the scrape before.',
  labels: { statistic: oneOf('p50', 'p99', 'max') },
});

export const eventLoopUtilization = observer.gauge('nodejs_eventloop_utilization_ratio', {
  unit: 'ratio',
  help: 'Share of the time since the scrape before in which the event loop was busy.',
});

export const garbageCollection = observer.histogram('nodejs_gc_duration_seconds', {
  unit: 'seconds',
  help: 'Pauses for garbage collection.',
  labels: { kind: oneOf('minor', 'major', 'incremental', 'weak_callback') },
  buckets: [0.001, 0.01, 0.1, 1],
});
