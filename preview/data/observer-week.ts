/**
 * Eight days of an observer in production, up to 14:30 in Seoul on Thursday, 26 November 2026. At 14:06 the broker's API
 * starts to fail: requests time out, 12 % of responses are 5xx, and files fall behind. A smaller failure lies three days
 * back, so that the error budget is not full. Nothing is random: the same samples come out each time.
 */
import { type Labels, OpenMetrics, type Series, type ValueAt } from './openmetrics.ts';

const at = (text: string) => Date.parse(text) / 1000;

export const END = at('2026-11-26T05:30:00Z');
/** From here on there is a sample every 15 seconds, before it one a minute, of what budgets and forecasts read. */
export const DETAILED_FROM = at('2026-11-25T20:30:00Z');
export const START = at('2026-11-18T05:30:00Z');
const INCIDENT = at('2026-11-26T05:06:00Z');
const EARLIER_INCIDENT = { from: at('2026-11-23T02:10:00Z'), to: at('2026-11-23T02:25:00Z') };
const DEPLOYED = at('2026-11-26T01:32:00Z');
const LAST_CLOSE = at('2026-11-25T06:30:00Z');
const KOREAN_OFFSET = 9 * 3600;

const detailed = range(DETAILED_FROM, END, 15);
const all = [...range(START, DETAILED_FROM - 60, 60), ...detailed];

const OBSERVER: Labels = {
  namespace: 'observer-prod',
  job: 'observer',
  instance: '10.42.0.17:8000',
  pod: 'observer-7d9c5b8f4d-x2kqp',
  service: 'observer',
  container: 'observer',
};
const POSTGRES: Labels = { namespace: 'observer-prod', job: 'postgres', instance: '10.42.0.21:9187' };
const STATE_METRICS: Labels = {
  namespace: 'observer-prod',
  job: 'kube-state-metrics',
  instance: '10.42.0.5:8080',
};
const KUBELET: Labels = { namespace: 'observer-prod', job: 'kubelet', instance: '192.168.0.11:10250' };
const POD = 'observer-7d9c5b8f4d-x2kqp';
const ENDPOINTS = ['/quotes/:symbol', '/trades'] as const;

export function observerWeek(): OpenMetrics {
  const metrics = new OpenMetrics();
  const gauge = (name: string, ...series: Series[]) => metrics.gauge(name, series);
  const counter = (name: string, ...series: Series[]) => metrics.counter(name, series);

  gauge('up', ...[OBSERVER, POSTGRES, STATE_METRICS, KUBELET].map((target) => one(target, () => 1)));
  http(metrics);

  counter(
    'observer_jsonl_bytes_written',
    of('track', 'a', (time) => (isOpen(time) ? 5200 : 0) * noise(time, 1, 0.1) * (1 - 0.85 * incident(time))),
    of('track', 'b', (time) => (isOpen(time) ? 190_000 * activity(time) : 0) * noise(time, 2, 0.18)),
  );
  counter(
    'observer_jsonl_files_written',
    of('track', 'a', (time) => isOpen(time) / 300),
    of('track', 'b', (time) => isOpen(time) / 120),
  );
  counter(
    'observer_jsonl_records_written',
    of('track', 'a', (time) => isOpen(time) * 14 * (1 - 0.85 * incident(time))),
    of('track', 'b', (time) => isOpen(time) * 410 * activity(time)),
  );
  gauge(
    'observer_jsonl_last_write_timestamp_seconds',
    of('track', 'a', (time) => lastWrite(time, 2 + 8 * random(time, 3), 420)),
    of('track', 'b', (time) => lastWrite(time, 1.5 * random(time, 4), 0)),
  );
  gauge(
    'observer_jsonl_files',
    of('track', 'a', (time) => 1840 + Math.floor(isOpen(time) * (hour(time) - 9) * 12)),
    of('track', 'b', (time) => 6120 + Math.floor(isOpen(time) * (hour(time) - 9) * 30)),
  );
  counter(
    'observer_jsonl_write_errors',
    of('reason', 'no_space', () => 0),
    of('reason', 'other', () => 0),
  );

  const kis: Readonly<Record<string, ValueAt>> = {
    success: (time) => (isOpen(time) ? 14 * noise(time, 5, 0.06) * (1 - 0.75 * incident(time)) : 0.05),
    rate_limited: (time) => (isOpen(time) ? 0.02 * noise(time, 6, 0.9) + 9 * incident(time) : 0),
    rejected: (time) => isOpen(time) * 0.004,
    failed: (time) => (isOpen(time) ? 0.01 * noise(time, 7, 0.9) + 0.6 * incident(time) : 0),
    timeout: (time) => (isOpen(time) ? 0.015 * noise(time, 8, 0.9) + 1.2 * incident(time) : 0),
  };
  counter(
    'observer_kis_requests',
    ...Object.entries(kis).map(([result, rate]) => of('result', result, rate)),
  );
  counter(
    'observer_websocket_frames',
    one(OBSERVER, (time) => isOpen(time) * 130 * activity(time) * noise(time, 9, 0.15)),
  );
  counter(
    'observer_websocket_records',
    one(OBSERVER, (time) => isOpen(time) * 410 * activity(time) * noise(time, 10, 0.18)),
  );
  counter(
    'observer_websocket_gaps',
    one(OBSERVER, () => 0),
  );
  counter(
    'observer_websocket_missed_volume',
    one(OBSERVER, () => 0),
  );
  gauge('observer_market_open', one(OBSERVER, isOpen));
  gauge(
    'observer_calendar_differs',
    one(OBSERVER, () => 0),
  );
  gauge(
    'observer_token_expiry_timestamp_seconds',
    one(OBSERVER, () => at('2026-11-26T22:41:00Z')),
  );
  gauge(
    'observer_token_store_degraded',
    one(OBSERVER, () => 0),
  );
  counter(
    'observer_token_cache_hits',
    of('tier', 'memory', (time) => 14 * isOpen(time)),
    of('tier', 'store', () => 0.01),
  );
  counter(
    'observer_token_issues',
    of('result', 'success', () => 1 / 86_400),
    of('result', 'failed', () => 0),
  );
  gauge(
    'observer_backup_configured',
    one(OBSERVER, () => 1),
  );
  gauge(
    'observer_backup_archive_size_bytes',
    one(OBSERVER, () => 3.42e9),
  );
  gauge(
    'observer_backup_last_success_timestamp_seconds',
    one(OBSERVER, () => at('2026-11-25T18:02:11Z')),
  );
  gauge(
    'observer_build_info',
    one({ ...OBSERVER, version: '0.1.0', revision: '4f1c2d9' }, () => 1),
  );

  gauge(
    'observer_jsonl_queue_age_seconds',
    one(
      OBSERVER,
      (time) => isOpen(time) * 0.2 * noise(time, 27, 0.8) + 40 * incident(time) * noise(time, 28, 0.3),
    ),
  );
  counter(
    'observer_jsonl_records_refused',
    of('track', 'a', () => 0),
    of('track', 'b', () => 0),
  );
  nodejs(metrics);
  kubernetes(metrics);
  database(metrics);
  return metrics;
}

function http(metrics: OpenMetrics): void {
  const requests = (time: number) => (2 + 9 * activity(time)) * noise(time, 11, 0.08);
  const succeeding = (time: number) =>
    requests(time) * (1 - 0.0006 - 0.12 * incident(time) - 0.04 * earlierIncident(time));
  const series = (endpoint: string, status: string, valueAt: ValueAt) =>
    one({ ...OBSERVER, method: 'GET', endpoint, status }, valueAt, all);
  const [quotes, trades] = ENDPOINTS;
  metrics.counter('observer_http_requests', [
    series(quotes, '200', (time) => succeeding(time) * 0.75),
    series(trades, '200', (time) => succeeding(time) * 0.17),
    series(quotes, '404', (time) => succeeding(time) * 0.02 * noise(time, 12, 0.5)),
    series(trades, '304', (time) => succeeding(time) * 0.06 * noise(time, 13, 0.3)),
    series('/health', '200', () => 0.3),
    series(quotes, '500', (time) => requests(time) * (0.0004 * noise(time, 14, 0.9) + 0.03 * incident(time))),
    series(
      quotes,
      '503',
      (time) =>
        requests(time) *
        (0.0002 * noise(time, 15, 0.9) +
          0.09 * incident(time) * noise(time, 16, 0.2) +
          0.04 * earlierIncident(time)),
    ),
  ]);
  const labels = (endpoint: string) => ({ ...OBSERVER, method: 'GET', endpoint });
  metrics.histogram('observer_http_request_duration_seconds', [
    {
      labels: labels(quotes),
      times: all,
      rate: (time) => requests(time) * 0.8,
      median: (time) => 0.018 * (1 + 25 * incident(time) + 8 * earlierIncident(time)) * noise(time, 17, 0.12),
      spread: (time) => 0.85 + 0.25 * incident(time),
    },
    {
      labels: labels(trades),
      times: all,
      rate: (time) => requests(time) * 0.2,
      median: (time) => 0.03 * (1 + 12 * incident(time)) * noise(time, 18, 0.12),
      spread: () => 0.8,
    },
  ]);
  metrics.gauge('observer_active_connections', [
    one(OBSERVER, (time) =>
      Math.round(3 + 22 * activity(time) * (1 - 0.4 * incident(time)) + 2 * random(time, 19)),
    ),
  ]);
  metrics.gauge('observer_http_requests_in_flight', [
    one(OBSERVER, (time) => Math.round(1 + activity(time) + 9 * incident(time) * random(time, 20))),
  ]);
}

function nodejs(metrics: OpenMetrics): void {
  const gauge = (name: string, valueAt: ValueAt, labels: Labels = {}) =>
    metrics.gauge(name, [one({ ...OBSERVER, ...labels }, valueAt)]);
  const delay: ValueAt = (time) =>
    0.011 * noise(time, 29, 0.1) + 0.09 * incident(time) * noise(time, 30, 0.3);
  gauge('nodejs_eventloop_delay_seconds', delay, { statistic: 'p99' });
  // It rises until it is collected.
  const heap: ValueAt = (time) =>
    60e6 + 30e6 * activity(time) + 25e6 * ((time % 420) / 420) + 40e6 * incident(time);
  gauge('nodejs_heap_used_bytes', heap);
  gauge('nodejs_heap_limit_bytes', () => 384 * 1024 ** 2);
  gauge('process_open_fds', (time) => Math.round(34 + 25 * activity(time) + 20 * incident(time)));
  gauge('process_max_fds', () => 65_536);
  metrics.histogram('nodejs_gc_duration_seconds', [
    {
      labels: { ...OBSERVER, kind: 'minor' },
      times: detailed,
      rate: (time) => 0.4 + 1.5 * activity(time),
      median: (time) => 0.0012 * noise(time, 31, 0.2) * (1 + incident(time)),
      spread: () => 0.6,
    },
  ]);
}

function kubernetes(metrics: OpenMetrics): void {
  metrics.gauge(
    'kube_pod_status_phase',
    ['Running', 'Pending', 'Failed', 'Succeeded', 'Unknown'].map((phase) =>
      one({ ...STATE_METRICS, pod: POD, phase }, () => (phase === 'Running' ? 1 : 0)),
    ),
  );
  metrics.gauge('kube_pod_info', [one({ ...STATE_METRICS, pod: POD, node: 'node-a' }, () => 1)]);
  metrics.counter('kube_pod_container_status_restarts', [
    one({ ...STATE_METRICS, pod: POD, container: 'observer' }, () => 0),
  ]);
  metrics.gauge('kube_deployment_status_observed_generation', [
    one({ ...STATE_METRICS, deployment: 'observer' }, (time) => (time > DEPLOYED ? 42 : 41)),
  ]);
  metrics.gauge(
    'kube_pod_container_resource_limits',
    Object.entries({ memory: 512 * 1024 ** 2, cpu: 1 }).map(([resource, limit]) =>
      one(
        {
          ...STATE_METRICS,
          pod: POD,
          container: 'observer',
          resource,
          unit: resource === 'cpu' ? 'core' : 'byte',
        },
        () => limit,
      ),
    ),
  );
  metrics.gauge(
    'kube_pod_container_resource_requests',
    Object.entries({ memory: 192 * 1024 ** 2, cpu: 0.1 }).map(([resource, request]) =>
      one(
        {
          ...STATE_METRICS,
          pod: POD,
          container: 'observer',
          resource,
          unit: resource === 'cpu' ? 'core' : 'byte',
        },
        () => request,
      ),
    ),
  );
  const container = { ...KUBELET, metrics_path: '/metrics/cadvisor', pod: POD, container: 'observer' };
  metrics.gauge('container_memory_working_set_bytes', [
    one(
      container,
      (time) => (168e6 + 90e6 * Math.min(1, activity(time)) + 70e6 * incident(time)) * noise(time, 21, 0.015),
    ),
  ]);
  metrics.counter('container_cpu_usage_seconds', [
    one(container, (time) => 0.018 + 0.16 * activity(time) * noise(time, 22, 0.1) + 0.12 * incident(time)),
  ]);
  metrics.counter('container_cpu_cfs_periods', [one(container, () => 10)]);
  metrics.counter('container_cpu_cfs_throttled_periods', [
    one(container, (time) => 0.05 * noise(time, 32, 0.9) + 1.4 * incident(time)),
  ]);
  const volumes = [
    { name: 'observer-data', capacity: 50 * 1024 ** 3, used: 0.792, perDay: 0.021, inodes: 9120 },
    { name: 'observer-backup', capacity: 100 * 1024 ** 3, used: 0.46, perDay: 0.008, inodes: 410 },
    { name: 'observer-logs', capacity: 10 * 1024 ** 3, used: 0.21, perDay: 0.001, inodes: 300 },
  ];
  const perVolume = (name: string, valuesOf: (volume: (typeof volumes)[number]) => ValueAt) =>
    metrics.gauge(
      name,
      volumes.map((volume) =>
        one(
          { ...KUBELET, metrics_path: '/metrics', persistentvolumeclaim: volume.name },
          valuesOf(volume),
          all,
        ),
      ),
    );
  perVolume(
    'kubelet_volume_stats_available_bytes',
    ({ capacity, used, perDay }) =>
      (time) =>
        Math.round((capacity * (1 - used + (perDay * (END - time)) / 86_400)) / 4096) * 4096,
  );
  perVolume(
    'kubelet_volume_stats_capacity_bytes',
    ({ capacity }) =>
      () =>
        capacity,
  );
  perVolume('kubelet_volume_stats_inodes', () => () => 3_276_800);
  perVolume(
    'kubelet_volume_stats_inodes_free',
    ({ inodes }) =>
      () =>
        3_276_800 - inodes,
  );
}

function database(metrics: OpenMetrics): void {
  const query = (operation: string, perSecond: number, median: number) => ({
    labels: { ...OBSERVER, operation },
    times: detailed,
    rate: (time: number) => (isOpen(time) ? perSecond * activity(time) : perSecond / 100),
    median: (time: number) => median * (1 + 3 * incident(time)) * noise(time, 23, 0.12),
    spread: () => 0.8,
  });
  metrics.histogram('observer_database_query_duration_seconds', [
    query('insert', 6, 0.011),
    query('select', 3, 0.004),
  ]);
  const stored: Readonly<Record<string, ValueAt>> = {
    inserted: (time) =>
      isOpen(time) * 410 * activity(time) * noise(time, 33, 0.1) * (1 - 0.4 * incident(time)),
    duplicate: (time) => isOpen(time) * 1.5 * noise(time, 34, 0.5),
    refused: () => 0,
    left_out: () => 0,
  };
  metrics.counter(
    'observer_database_rows',
    Object.entries(stored).map(([result, valueAt]) => of('result', result, valueAt)),
  );
  metrics.gauge('observer_database_connected', [one(OBSERVER, () => 1)]);
  metrics.gauge('pg_up', [one(POSTGRES, () => 1)]);
  metrics.gauge('pg_exporter_last_scrape_error', [one(POSTGRES, () => 0)]);
  metrics.gauge('pg_settings_max_connections', [one(POSTGRES, () => 100)]);
  const states: Readonly<Record<string, ValueAt>> = {
    active: (time) => 2 + 4 * activity(time) * noise(time, 24, 0.3) + 14 * incident(time),
    idle: (time) => 9 + 2 * random(time, 25),
    'idle in transaction': (time) => 1.2 * random(time, 26) + 3 * incident(time),
    'idle in transaction (aborted)': () => 0,
    'fastpath function call': () => 0,
    disabled: () => 0,
  };
  const perState = (name: string, valuesOf: (valueAt: ValueAt) => ValueAt) =>
    metrics.gauge(
      name,
      Object.entries(states).map(([state, valueAt]) =>
        one({ ...POSTGRES, datname: 'observer', state }, valuesOf(valueAt)),
      ),
    );
  perState('pg_stat_activity_count', (valueAt) => (time) => Math.round(valueAt(time) ?? 0));
  perState(
    'pg_stat_activity_max_tx_duration',
    (valueAt) => (time) => ((valueAt(time) ?? 0) > 1 ? 2 + 20 * incident(time) : 0),
  );
  const rows = {
    trades: 184_213_904,
    quotes: 22_961_240,
    candles_1m: 4_120_334,
    symbols: 2871,
    token_audit: 1420,
    sessions: 611,
    holidays: 148,
    schema_migrations: 37,
  };
  metrics.gauge(
    'pg_stat_user_tables_n_live_tup',
    Object.entries(rows).map(([relname, count]) =>
      one({ ...POSTGRES, datname: 'observer', schemaname: 'public', relname }, () => count),
    ),
  );
}

function one(labels: Labels, valueAt: ValueAt, times: readonly number[] = detailed): Series {
  return { labels, times, valueAt };
}

function of(label: string, value: string, valueAt: ValueAt): Series {
  return one({ ...OBSERVER, [label]: value }, valueAt);
}

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

function hour(time: number): number {
  return ((time + KOREAN_OFFSET) % 86_400) / 3600;
}

/** 1 in the session, 09:00 to 15:30 from Monday to Friday. */
function isOpen(time: number): 0 | 1 {
  const weekday = new Date((time + KOREAN_OFFSET) * 1000).getUTCDay();
  return weekday >= 1 && weekday <= 5 && hour(time) >= 9 && hour(time) < 15.5 ? 1 : 0;
}

/** How busy the market is: most after the opening and before the close. */
function activity(time: number): number {
  if (isOpen(time) === 0) return 0.06;
  const peak = (at: number, width: number) => Math.exp(-(((hour(time) - at) / width) ** 2));
  return 1 + 0.8 * peak(9, 0.4) + 0.35 * peak(15.3, 0.5);
}

/** From 0 to 1 in the first two minutes. */
function incident(time: number): number {
  return Math.min(1, Math.max(0, (time - INCIDENT) / 120));
}

function earlierIncident(time: number): number {
  return time > EARLIER_INCIDENT.from && time < EARLIER_INCIDENT.to ? 1 : 0;
}

function lastWrite(time: number, lag: number, incidentLag: number): number {
  if (isOpen(time) === 0) return LAST_CLOSE;
  return time - lag - incident(time) * Math.min(incidentLag, (time - INCIDENT) * 0.6);
}

/** Between 0 and 1, and the same for the same time and stream. */
function random(time: number, stream: number): number {
  let bits = Math.imul(time ^ Math.imul(stream, 0x9e3779b1), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
}

/** Around 1, by at most `amount`. */
function noise(time: number, stream: number, amount: number): number {
  return 1 + (random(time, stream) - 0.5) * 2 * amount;
}
