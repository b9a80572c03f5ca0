import { readdirSync, readFileSync } from 'node:fs';
import {
  type IntervalHistogram,
  monitorEventLoopDelay,
  PerformanceObserver,
  performance,
} from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import {
  eventLoopDelay,
  eventLoopUtilization,
  garbageCollection,
  heapLimit,
  heapUsed,
  processCpu,
  processMaxOpenFiles,
  processOpenFiles,
  processResidentMemory,
  processStart,
} from 'observer-metrics/process';
import type { CounterSeries, Instruments } from './instruments.ts';
import type { Collector } from './scrape.ts';

export interface ProcessMetrics {
  readonly collectors: readonly Collector[];
  close(): void;
}

/** Constants of `perf_hooks` by the value of the contract's label `kind`. */
const KINDS = new Map<unknown, 'minor' | 'major' | 'incremental' | 'weak_callback'>([
  [1, 'minor'],
  [4, 'major'],
  [8, 'incremental'],
  [16, 'weak_callback'],
]);

/**
 * The process metrics of every Prometheus client, and those of Node, with the contract's names and units. The
 * client library's own set is not used: three of its gauges end in `_total`, which `promtool check metrics`
 * reports.
 */
export function processMetrics(instruments: Instruments): ProcessMetrics {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const closeGarbage = observeGarbage(instruments);

  const cpu = {
    user: increasing(instruments.counter(processCpu, { mode: 'user' })),
    system: increasing(instruments.counter(processCpu, { mode: 'system' })),
  };
  const resident = instruments.gauge(processResidentMemory);
  const used = instruments.gauge(heapUsed);
  const limit = instruments.gauge(heapLimit);
  const p50 = instruments.gauge(eventLoopDelay, { statistic: 'p50' });
  const p99 = instruments.gauge(eventLoopDelay, { statistic: 'p99' });
  const max = instruments.gauge(eventLoopDelay, { statistic: 'max' });
  const utilization = instruments.gauge(eventLoopUtilization);
  const openFiles = instruments.gauge(processOpenFiles);
  const maxOpenFiles = instruments.gauge(processMaxOpenFiles);
  instruments.gauge(processStart).set(performance.timeOrigin / 1000);
  let former = performance.eventLoopUtilization();

  const own: Collector = {
    name: 'process',
    collect: () => {
      const { user, system } = process.cpuUsage();
      cpu.user(user / 1e6);
      cpu.system(system / 1e6);
      resident.set(process.memoryUsage.rss());
      const heap = getHeapStatistics();
      used.set(heap.used_heap_size);
      limit.set(heap.heap_size_limit);
      p50.set(seconds(delay, 50));
      p99.set(seconds(delay, 99));
      max.set(seconds(delay, 100));
      delay.reset();
      const now = performance.eventLoopUtilization();
      utilization.set(performance.eventLoopUtilization(now, former).utilization);
      former = now;
    },
  };
  const files: Collector = {
    name: 'open-files',
    // The kernel answers at once. Node's file threads may all be waiting for a file system that hangs.
    collect: () => {
      openFiles.set(countOpenFiles());
      maxOpenFiles.set(openFileLimit());
    },
  };
  return {
    collectors: [own, files],
    close: () => {
      delay.disable();
      closeGarbage();
    },
  };
}

/** The process reports sums, and a counter takes differences. */
function increasing(series: CounterSeries): (sum: number) => void {
  let former = 0;
  return (sum) => {
    series.increase(Math.max(0, sum - former));
    former = sum;
  };
}

/** Since the previous scrape; 0 if nothing was sampled yet. Node counts in nanoseconds. */
function seconds(delay: IntervalHistogram, percentile: number): number {
  return delay.count === 0 ? 0 : delay.percentile(percentile) / 1e9;
}

function observeGarbage(instruments: Instruments): () => void {
  const durations = instruments.histograms(garbageCollection);
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const detail: unknown = 'detail' in entry ? entry.detail : undefined;
      const isDescribed = typeof detail === 'object' && detail !== null && 'kind' in detail;
      const kind = isDescribed ? KINDS.get(detail.kind) : undefined;
      if (kind !== undefined) durations({ kind }).observe(entry.duration / 1000);
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return () => observer.disconnect();
}

/** 0 on systems other than Linux, which do not tell. */
function countOpenFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

function openFileLimit(): number {
  const limits = process.platform === 'linux' ? readFileSync('/proc/self/limits', 'utf8') : '';
  return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1] ?? 0);
}
