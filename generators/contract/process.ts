import { type Counter, type Gauge, type Histogram, type MetricFactory, oneOf } from './metric.ts';

type Target<Label extends string> = Readonly<Record<Label, string>>;

/**
 * The process metrics that all Prometheus client libraries share
 * (https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics).
 */
export interface ProcessMetrics<Label extends string = string> {
  readonly processCpu: Counter<Target<Label> & Readonly<Record<'mode', 'user' | 'system'>>>;
  readonly processStart: Gauge<Target<Label>>;
  readonly processResidentMemory: Gauge<Target<Label>>;
  readonly processOpenFiles: Gauge<Target<Label>>;
  readonly processMaxOpenFiles: Gauge<Target<Label>>;
}

export function processMetrics<Label extends string>(target: MetricFactory<Label>): ProcessMetrics<Label> {
  return {
    processCpu: target.counter('process_cpu_seconds_total', {
      unit: 'seconds',
      help: 'Processor time of the process.',
      unread: 'For Explore: cAdvisor measures the whole container.',
      labels: { mode: oneOf('user', 'system') },
    }),
    processStart: target.gauge('process_start_time_seconds', {
      unit: 'timestamp',
      help: 'When the process started.',
      unread: 'For Explore: kube-state-metrics counts the restarts.',
    }),
    processResidentMemory: target.gauge('process_resident_memory_bytes', {
      unit: 'bytes',
      help: 'Memory of the process that is in RAM.',
      unread: 'For Explore: cAdvisor measures the whole container.',
    }),
    processOpenFiles: target.gauge('process_open_fds', {
      unit: 'count',
      help: 'Open file descriptors; 0 where the system does not tell.',
    }),
    processMaxOpenFiles: target.gauge('process_max_fds', {
      unit: 'count',
      help: 'File descriptors that the process may open; 0 where the system does not tell.',
    }),
  };
}

/**
 * The metrics that Node adds. prom-client's default metrics have other names and percentiles
 * (`nodejs_eventloop_lag_p99_seconds`), and no heap limit.
 */
export interface NodeMetrics<Label extends string = string> {
  readonly heapUsed: Gauge<Target<Label>>;
  readonly heapLimit: Gauge<Target<Label>>;
  readonly eventLoopDelay: Gauge<Target<Label> & Readonly<Record<'statistic', 'p50' | 'p99' | 'max'>>>;
  readonly eventLoopUtilization: Gauge<Target<Label>>;
  readonly garbageCollection: Histogram<
    Target<Label> & Readonly<Record<'kind', 'minor' | 'major' | 'incremental' | 'weak_callback'>>
  >;
}

export function nodeMetrics<Label extends string>(target: MetricFactory<Label>): NodeMetrics<Label> {
  return {
    heapUsed: target.gauge('nodejs_heap_used_bytes', {
      unit: 'bytes',
      help: 'Memory in use of the JavaScript heap.',
    }),
    heapLimit: target.gauge('nodejs_heap_limit_bytes', {
      unit: 'bytes',
      help: 'Size that the JavaScript heap may grow to before the process dies.',
    }),
    eventLoopDelay: target.gauge('nodejs_eventloop_delay_seconds', {
      unit: 'seconds',
      help: 'By how much timers were late since the scrape before.',
      labels: { statistic: oneOf('p50', 'p99', 'max') },
    }),
    eventLoopUtilization: target.gauge('nodejs_eventloop_utilization_ratio', {
      unit: 'ratio',
      help: 'Share of the time since the scrape before in which the event loop was busy.',
      unread: 'For Explore: the delay of the event loop says whether it matters.',
    }),
    garbageCollection: target.histogram('nodejs_gc_duration_seconds', {
      unit: 'seconds',
      help: 'Pauses for garbage collection.',
      labels: { kind: oneOf('minor', 'major', 'incremental', 'weak_callback') },
      buckets: [0.001, 0.01, 0.1, 1],
    }),
  };
}
