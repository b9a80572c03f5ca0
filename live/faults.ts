import { NAMESPACE, type PlatformPath, POD } from './platform.ts';
import type { Stack } from './stack.ts';

/** Ends the fault. */
export type Mend = () => void | Promise<void>;

export interface Fault {
  /** As it is switched on. */
  readonly key: string;
  readonly title: string;
  /** Alerts that describe it. Each has to fire while it lasts, and to resolve after it. */
  readonly alerts: readonly string[];
  /** Alerts that may fire as well, because they describe a consequence. */
  readonly consequences?: readonly string[];
  /** Faults of one lane follow each other; lanes do not touch each other. */
  readonly lane: string;
  /** Part of the short form. */
  readonly isQuick: boolean;
  readonly start: (stack: Stack) => Mend | Promise<Mend>;
}

const CONTAINER = { namespace: NAMESPACE, pod: POD, container: 'observer' };
const CLAIM = { namespace: NAMESPACE, persistentvolumeclaim: 'observer-data' };
const BACKUP = { namespace: NAMESPACE, persistentvolumeclaim: 'observer-backup' };

type Setting = readonly [PlatformPath, string, Readonly<Record<string, string>>, number | (() => number)];

function platform(...settings: readonly Setting[]): (stack: Stack) => Mend {
  return (stack) => {
    const undo = settings.map((setting) => stack.platform.set(...setting));
    return () => {
      for (const each of undo) each();
    };
  };
}

/** Grows by `rate` a second from the start of the fault on. */
const growing = (from: number, rate: number) => {
  const start = Date.now();
  return () => from + (rate * (Date.now() - start)) / 1000;
};

export const FAULTS: readonly Fault[] = [
  {
    key: 'crash-loop',
    lane: 'crashes',
    title: 'the container crashes at each start',
    alerts: ['ObserverPodCrashLooping'],
    isQuick: true,
    start: platform([
      '/kube-state-metrics',
      'kube_pod_container_status_waiting_reason',
      { ...CONTAINER, reason: 'CrashLoopBackOff' },
      1,
    ]),
  },
  {
    key: 'out-of-memory',
    lane: 'restarts',
    title: 'the kernel has killed the container',
    alerts: ['ObserverOutOfMemory'],
    consequences: ['ObserverPodRestarting'],
    isQuick: true,
    start: (stack) => {
      const restarts = growing(1, 0.1);
      return platform(
        [
          '/kube-state-metrics',
          'kube_pod_container_status_last_terminated_reason',
          { ...CONTAINER, reason: 'OOMKilled' },
          1,
        ],
        [
          '/kube-state-metrics',
          'kube_pod_container_status_restarts_total',
          CONTAINER,
          () => Math.floor(restarts()),
        ],
      )(stack);
    },
  },
  {
    key: 'restarts',
    lane: 'restarts',
    title: 'the container restarts again and again',
    alerts: ['ObserverPodRestarting'],
    isQuick: false,
    start: (stack) => {
      const restarts = growing(2, 0.2);
      return platform([
        '/kube-state-metrics',
        'kube_pod_container_status_restarts_total',
        CONTAINER,
        () => Math.floor(restarts()),
      ])(stack);
    },
  },
  {
    key: 'memory-high',
    lane: 'memory',
    title: 'the container needs almost all of its memory',
    alerts: ['ObserverMemoryAlmostFull'],
    isQuick: true,
    start: platform(['/metrics/cadvisor', 'container_memory_working_set_bytes', CONTAINER, 1.05e9]),
  },
  {
    key: 'cpu-throttled',
    lane: 'cpu',
    title: 'the container is throttled',
    alerts: ['ObserverCPUThrottled'],
    isQuick: true,
    start: (stack) =>
      platform([
        '/metrics/cadvisor',
        'container_cpu_cfs_throttled_periods_total',
        CONTAINER,
        growing(112, 6),
      ])(stack),
  },
  {
    key: 'volume-full',
    lane: 'volumes',
    title: 'the volume of the data is full',
    alerts: ['ObserverPVCFull', 'ObserverPVCAlmostFull'],
    consequences: ['ObserverPVCFillingUp'],
    isQuick: true,
    start: platform(['/metrics', 'kubelet_volume_stats_available_bytes', CLAIM, 1e8]),
  },
  {
    key: 'inodes-exhausted',
    lane: 'inodes',
    title: 'the volume of the archives has almost no inodes left',
    alerts: ['ObserverInodesAlmostExhausted'],
    isQuick: true,
    start: platform(['/metrics', 'kubelet_volume_stats_inodes_free', BACKUP, 65_536]),
  },
  {
    key: 'volume-filling',
    lane: 'volumes',
    title: 'the volume of the archives fills up within days',
    alerts: ['ObserverPVCFillingUp'],
    isQuick: false,
    start: (stack) =>
      platform(['/metrics', 'kubelet_volume_stats_available_bytes', BACKUP, growing(3.5e10, -5e7)])(stack),
  },
  {
    key: 'database-down',
    lane: 'service',
    title: 'PostgreSQL is stopped',
    alerts: ['ObserverDatabaseDown'],
    consequences: [
      'ObserverDatabaseExporterDown',
      'ObserverDatabaseRowsLeftOut',
      'ObserverDatabaseQueriesSlow',
    ],
    isQuick: true,
    start: async ({ postgresql }) => {
      await postgresql.stop();
      return () => postgresql.restart();
    },
  },
  {
    key: 'exporter-hangs',
    lane: 'service',
    title: 'postgres_exporter hangs',
    alerts: ['ObserverDatabaseExporterDown'],
    isQuick: false,
    start: ({ exporter }) => {
      exporter.signal('SIGSTOP');
      return () => exporter.signal('SIGCONT');
    },
  },
  {
    key: 'targets-missing',
    lane: 'service',
    title: 'Prometheus has no target for the observer and none for postgres_exporter',
    alerts: ['ObserverTargetMissing', 'ObserverDatabaseTargetMissing', 'ObserverMetricsAbsent'],
    isQuick: true,
    start: async (stack) => {
      await stack.withoutTargets('observer', 'postgres');
      return () => stack.withoutTargets();
    },
  },
  {
    key: 'observer-down',
    lane: 'service',
    title: 'the observer is killed',
    alerts: ['ObserverTargetDown'],
    consequences: ['ObserverMetricsAbsent', 'ObserverTradesMissed'],
    isQuick: true,
    start: async ({ observer }) => {
      await observer.kill();
      return () => observer.start();
    },
  },
  {
    key: 'kis-fails',
    lane: 'service',
    title: 'KIS answers 502 to most requests',
    alerts: ['ObserverKisRequestsFailing'],
    consequences: ['ObserverWriteLag'],
    isQuick: false,
    start: ({ simulator }) => {
      const fault = simulator.start({ kind: 'bad-gateway', path: '/uapi/' });
      return () => fault.stop();
    },
  },
  {
    key: 'stream-interrupted',
    lane: 'service',
    title: 'the stream breaks off four times',
    alerts: ['ObserverWebSocketGaps'],
    consequences: ['ObserverTradesMissed', 'ObserverKisRequestsFailing', 'ObserverWriteLag'],
    isQuick: false,
    start: ({ simulator }) => {
      const timer = setInterval(() => simulator.start({ kind: 'cut-connections' }), 1500);
      return () => clearInterval(timer);
    },
  },
  {
    key: 'calendar-differs',
    lane: 'service',
    title: 'the rules believe the market to be closed, and the observer believes it to be open',
    alerts: ['ObserverMarketCalendarDisagrees'],
    isQuick: false,
    start: async (stack) => {
      await stack.setSessionOpen(false);
      return () => stack.setSessionOpen(true);
    },
  },
  {
    key: 'deployment',
    lane: 'service',
    title: 'the Deployment is rolled out again and again',
    alerts: [],
    isQuick: false,
    start: (stack) => {
      const generation = growing(8, 0.3);
      return platform([
        '/kube-state-metrics',
        'kube_deployment_status_observed_generation',
        { namespace: NAMESPACE, deployment: 'observer' },
        () => Math.floor(generation()),
      ])(stack);
    },
  },
];

export function faultOf(key: string): Fault | undefined {
  return FAULTS.find((fault) => fault.key === key);
}
