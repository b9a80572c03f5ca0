/** Faults of the observer and of what it needs, as its metrics would tell them. */

/** A sample that is about to be scraped: what it is while all is well, and for how long the fault has lasted. */
export interface FaultySample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Seconds since the fault began; the clock stands still at it in counters that have stopped. */
  readonly since: number;
}

export interface Fault {
  /** As in docs/on-call.md. */
  readonly name: string;
  /** Another value of a sample of the observer; undefined takes the series away, and without an answer it stays. */
  readonly observer?: (sample: FaultySample) => number | undefined;
  /** Series of the platform, in the exposition format, with `$ns` for the namespace. */
  readonly platform?: (since: number) => string;
  /** How the scrapes go. */
  readonly observerTarget?: 'fails' | 'missing';
  readonly database?: 'down' | 'missing';
}

const keep = ({ value }: FaultySample) => value;

/** A counter that has stopped, or a timestamp of what no longer happens. */
const stopped = ({ value, since }: FaultySample) => value - since;

const NOTHING_WRITTEN = /^observer_jsonl_(files_written|records_written|bytes_written|last_write)/;

const writesNothing = (sample: FaultySample) =>
  NOTHING_WRITTEN.test(sample.name) ? stopped(sample) : keep(sample);

/** Write errors of one reason, beside files that no longer grow. */
const writesFail = (reason: string) => (sample: FaultySample) =>
  sample.name === 'observer_jsonl_write_errors_total' && sample.labels.reason === reason
    ? 5 * sample.since
    : writesNothing(sample);

const isSlow = ({ name, labels, value, since }: FaultySample) =>
  name === 'observer_http_request_duration_seconds_bucket' && Number(labels.le) < 2 && value > 0
    ? value - since
    : value;

const POD = 'pod="observer-7c9d8b6f5-x2x7k",container="observer",uid="u1",namespace="$ns"';

export const FAULTS: readonly Fault[] = [
  { name: 'The process is dead or hangs', observerTarget: 'fails' },
  { name: 'The Service or its ServiceMonitor is gone', observerTarget: 'missing' },
  {
    name: 'The container crashes at its start',
    observerTarget: 'fails',
    platform: () =>
      `kube_pod_container_status_waiting_reason{job="kube-state-metrics",${POD},reason="CrashLoopBackOff"} 1\n`,
  },
  {
    name: 'The kernel kills the container for its memory',
    platform: (since) =>
      `kube_pod_container_status_last_terminated_reason{job="kube-state-metrics",${POD},reason="OOMKilled"} ${since > 0 ? 1 : 0}
kube_pod_container_status_restarts_total{job="kube-state-metrics",${POD}} ${since > 0 ? 1 : 0}\n`,
  },
  {
    name: 'Every tenth request fails',
    observer: (sample) =>
      sample.name === 'observer_http_requests_total' && sample.labels.status === '500'
        ? Math.floor(0.25 * sample.since)
        : keep(sample),
  },
  {
    name: 'Traffic jumps, and half of the requests fail',
    observer: (sample) =>
      sample.name === 'observer_http_requests_total' && ['200', '500'].includes(sample.labels.status ?? '')
        ? sample.value + 20 * sample.since
        : keep(sample),
  },
  { name: 'All answers take seconds', observer: isSlow },
  { name: 'Nothing arrives from KIS', observer: writesNothing },
  {
    name: 'The stream is silent, quotes arrive',
    observer: (sample) => (sample.labels.track === 'b' ? writesNothing(sample) : keep(sample)),
  },
  {
    name: 'Records are written, but no file is completed',
    observer: (sample) =>
      sample.name === 'observer_jsonl_files_written_total' ? stopped(sample) : keep(sample),
  },
  {
    name: 'KIS refuses half of the requests',
    observer: (sample) =>
      sample.name === 'observer_kis_requests_total' && sample.labels.result === 'failed'
        ? sample.since
        : keep(sample),
  },
  {
    name: 'KIS issues no token',
    observer: (sample) => {
      if (sample.name === 'observer_token_issues_total') {
        // The last success was at the start, hours ago.
        return sample.labels.result === 'rejected' ? sample.since : 0;
      }
      if (sample.name === 'observer_token_expiry_timestamp_seconds' && sample.since > 0) return 0;
      return sample.since > 5 ? writesNothing({ ...sample, since: sample.since - 5 }) : keep(sample);
    },
  },
  {
    name: 'The data volume is full',
    // Before it is quite full.
    observer: (sample) => writesFail('no_space')({ ...sample, since: Math.max(0, sample.since - 8) }),
    platform: (since) =>
      `kubelet_volume_stats_capacity_bytes{job="kubelet",persistentvolumeclaim="observer-data",namespace="$ns"} 100
kubelet_volume_stats_available_bytes{job="kubelet",persistentvolumeclaim="observer-data",namespace="$ns"} ${since > 0 ? 0 : 50}\n`,
  },
  { name: 'The data volume has become read-only', observer: writesFail('read_only') },
  {
    name: 'The disk hangs, and the write queue is full',
    observer: (sample) => {
      if (sample.name === 'observer_jsonl_records_refused_total') return 5 * sample.since;
      return sample.name === 'observer_jsonl_queue_age_seconds' ? sample.since : keep(sample);
    },
  },
  {
    name: 'The metrics of the collection are no longer exported',
    observer: (sample) => {
      const isGone = sample.since > 0 && sample.name === 'observer_jsonl_files_written_total';
      return isGone ? undefined : keep(sample);
    },
  },
  {
    name: 'PostgreSQL is down',
    database: 'down',
    observer: (sample) =>
      sample.name === 'observer_database_rows_total' && sample.labels.result === 'left_out'
        ? sample.since
        : keep(sample),
  },
  { name: 'postgres_exporter is gone', database: 'missing' },
];
