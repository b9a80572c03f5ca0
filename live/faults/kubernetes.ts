import { NAMESPACE, POD } from 'test-support/observer-pod';
import { type Fault, platform } from './fault.ts';

const CONTAINER = { namespace: NAMESPACE, pod: POD, container: 'observer' };
const CLAIM = { namespace: NAMESPACE, persistentvolumeclaim: 'observer-data' };
const BACKUP = { namespace: NAMESPACE, persistentvolumeclaim: 'observer-backup' };

/** What the exporters of the cluster tell: they are played, as there is no cluster. */
export const KUBERNETES_FAULTS: readonly Fault[] = [
  {
    key: 'crash-loop',
    installation: 'main',
    sequence: 'crashes',
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
    installation: 'main',
    sequence: 'restarts',
    title: 'the kernel has killed the container',
    alerts: ['ObserverOutOfMemory'],
    consequences: ['ObserverPodRestarting'],
    isQuick: true,
    start: platform(
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
        (seconds) => Math.floor(1 + seconds / 10),
      ],
    ),
  },
  {
    key: 'restarts',
    installation: 'main',
    sequence: 'restarts',
    title: 'the container restarts again and again',
    alerts: ['ObserverPodRestarting'],
    isQuick: false,
    start: platform([
      '/kube-state-metrics',
      'kube_pod_container_status_restarts_total',
      CONTAINER,
      (seconds) => Math.floor(2 + seconds / 5),
    ]),
  },
  {
    key: 'memory-high',
    installation: 'main',
    sequence: 'memory',
    title: 'the container needs almost all of its memory',
    alerts: ['ObserverMemoryAlmostFull'],
    isQuick: true,
    start: platform(['/metrics/cadvisor', 'container_memory_working_set_bytes', CONTAINER, 1.05e9]),
  },
  {
    key: 'cpu-throttled',
    installation: 'main',
    sequence: 'cpu',
    title: 'the container is throttled',
    alerts: ['ObserverCPUThrottled'],
    isQuick: true,
    start: platform([
      '/metrics/cadvisor',
      'container_cpu_cfs_throttled_periods_total',
      CONTAINER,
      (seconds) => 112 + 6 * seconds,
    ]),
  },
  {
    key: 'volume-full',
    installation: 'main',
    sequence: 'volumes',
    title: 'the volume of the data is full',
    alerts: ['ObserverPVCFull', 'ObserverPVCAlmostFull'],
    consequences: ['ObserverPVCFillingUp'],
    isQuick: true,
    start: platform(['/metrics', 'kubelet_volume_stats_available_bytes', CLAIM, 1e8]),
  },
  {
    key: 'inodes-exhausted',
    installation: 'main',
    sequence: 'inodes',
    title: 'the volume of the archives has almost no inodes left',
    alerts: ['ObserverInodesAlmostExhausted'],
    isQuick: true,
    start: platform(['/metrics', 'kubelet_volume_stats_inodes_free', BACKUP, 65_536]),
  },
  {
    key: 'volume-filling',
    installation: 'main',
    sequence: 'volumes',
    title: 'the volume of the archives fills up within days',
    alerts: ['ObserverPVCFillingUp'],
    isQuick: false,
    start: platform([
      '/metrics',
      'kubelet_volume_stats_available_bytes',
      BACKUP,
      (seconds) => 3.5e10 - 5e7 * seconds,
    ]),
  },
  {
    key: 'volume-almost-full',
    installation: 'main',
    sequence: 'volumes',
    title: 'the volume of the data is more than 85 % full',
    alerts: ['ObserverPVCAlmostFull'],
    // It is filled all at once.
    consequences: ['ObserverPVCFillingUp'],
    isQuick: false,
    start: platform(['/metrics', 'kubelet_volume_stats_available_bytes', CLAIM, 1e10]),
  },
  {
    key: 'deployment',
    installation: 'main',
    sequence: 'service',
    title: 'the Deployment is rolled out again and again',
    alerts: [],
    isQuick: false,
    start: platform([
      '/kube-state-metrics',
      'kube_deployment_status_observed_generation',
      { namespace: NAMESPACE, deployment: 'observer' },
      (seconds) => Math.floor(8 + 0.3 * seconds),
    ]),
  },
];
