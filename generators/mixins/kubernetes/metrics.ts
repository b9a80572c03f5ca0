import { exporter, type Metric, oneOf, upTo } from '../../contract/metric.ts';
import { ruleEvaluation } from '../../contract/prometheus.ts';

/**
 * kube-state-metrics, scraped with `honorLabels: true`, so `namespace` and `pod` are those of the object
 * (https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics).
 */
export const kubeStateMetrics = exporter({
  key: 'kube-state-metrics',
  job: 'kube-state-metrics',
  describes: 'kube-state-metrics, the state of Kubernetes objects',
  targetLabels: ['job', 'instance'],
});

/** Container usage, served by the kubelet on /metrics/cadvisor. */
export const cadvisor = exporter({
  key: 'cadvisor',
  job: 'kubelet',
  describes: 'cAdvisor in the kubelet, the resource usage of containers',
  targetLabels: ['job', 'instance', 'node', 'metrics_path'],
});

/** Volume statistics, served by the kubelet on /metrics. */
export const kubelet = exporter({
  key: 'kubelet',
  job: 'kubelet',
  describes: 'the kubelet, the usage of mounted volumes',
  targetLabels: ['job', 'instance', 'node', 'metrics_path'],
});

const namespace = upTo(500, 'namespaces of the cluster');
const pod = upTo(5000, 'pods of the cluster');
const container = upTo(50, 'containers of a pod');
const uid = upTo(5000, 'pods of the cluster');

export const podInfo = kubeStateMetrics.gauge('kube_pod_info', {
  unit: 'info',
  help: 'Constant 1 for each pod.',
  labels: { namespace, pod, uid, node: upTo(500, 'nodes'), created_by_kind: upTo(10, 'kinds of owners') },
});

export const podPhase = kubeStateMetrics.gauge('kube_pod_status_phase', {
  unit: 'boolean',
  help: '1 for the phase that the pod is in, 0 for the others.',
  labels: { namespace, pod, uid, phase: oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown') },
});

export const containerRestarts = kubeStateMetrics.counter('kube_pod_container_status_restarts_total', {
  unit: 'count',
  help: 'Restarts of the container since the pod was created.',
  labels: { namespace, pod, uid, container },
});

export const containerWaitingReason = kubeStateMetrics.gauge('kube_pod_container_status_waiting_reason', {
  unit: 'boolean',
  help: '1 while the container waits for this reason; there is no series otherwise.',
  labels: { namespace, pod, uid, container, reason: upTo(20, 'reasons of the kubelet') },
  presence: 'after-first-event',
});

export const containerLastTerminatedReason = kubeStateMetrics.gauge(
  'kube_pod_container_status_last_terminated_reason',
  {
    unit: 'boolean',
    help: '1 for the reason of the last termination; there is no series before the first.',
    labels: { namespace, pod, uid, container, reason: upTo(20, 'reasons of the kubelet') },
    presence: 'after-first-event',
  },
);

const resourceLabels = {
  namespace,
  pod,
  uid,
  container,
  node: upTo(500, 'nodes'),
  resource: oneOf('cpu', 'memory', 'ephemeral_storage'),
  unit: oneOf('core', 'byte'),
} as const;

export const containerResourceLimits = kubeStateMetrics.gauge('kube_pod_container_resource_limits', {
  unit: 'count',
  help: 'Limits of the container: cores for resource="cpu", bytes for resource="memory".',
  labels: resourceLabels,
  presence: 'after-first-event',
});

export const containerResourceRequests = kubeStateMetrics.gauge('kube_pod_container_resource_requests', {
  unit: 'count',
  help: 'Requests of the container: cores for resource="cpu", bytes for resource="memory".',
  labels: resourceLabels,
  presence: 'after-first-event',
});

export const deploymentObservedGeneration = kubeStateMetrics.gauge(
  'kube_deployment_status_observed_generation',
  {
    unit: 'count',
    help: 'Generation of the Deployment that its controller has seen; it grows with each change of the spec.',
    labels: { namespace, deployment: upTo(500, 'deployments') },
  },
);

const containerLabels = {
  namespace,
  pod,
  container,
  id: upTo(5000, 'cgroups'),
  name: upTo(5000, 'containers'),
  image: upTo(500, 'images'),
} as const;

export const containerMemory = cadvisor.gauge('container_memory_working_set_bytes', {
  unit: 'bytes',
  help: 'Memory that the kernel cannot drop; the OOM killer compares it with the limit.',
  labels: containerLabels,
});

export const containerCpu = cadvisor.counter('container_cpu_usage_seconds_total', {
  unit: 'seconds',
  help: 'CPU time used.',
  labels: { ...containerLabels, cpu: upTo(256, 'processors, or "total"') },
});

/** Only for containers with a CPU limit, like the throttled ones. */
export const containerCpuPeriods = cadvisor.counter('container_cpu_cfs_periods_total', {
  unit: 'count',
  help: 'Scheduling periods in which the container wanted to run.',
  labels: containerLabels,
  presence: 'after-first-event',
});

export const containerCpuThrottledPeriods = cadvisor.counter('container_cpu_cfs_throttled_periods_total', {
  unit: 'count',
  help: 'Scheduling periods in which the container used up its CPU limit and had to wait.',
  labels: containerLabels,
  presence: 'after-first-event',
});

const claimLabels = { namespace, persistentvolumeclaim: upTo(500, 'claims') } as const;

export const volumeAvailable = kubelet.gauge('kubelet_volume_stats_available_bytes', {
  unit: 'bytes',
  help: 'Bytes that an unprivileged process can still write: without the reserve of the file system.',
  labels: claimLabels,
});

export const volumeCapacity = kubelet.gauge('kubelet_volume_stats_capacity_bytes', {
  unit: 'bytes',
  help: 'Size of the file system of the volume.',
  labels: claimLabels,
});

export const volumeInodesFree = kubelet.gauge('kubelet_volume_stats_inodes_free', {
  unit: 'count',
  help: 'Inodes left on the volume.',
  labels: claimLabels,
});

export const volumeInodes = kubelet.gauge('kubelet_volume_stats_inodes', {
  unit: 'count',
  help: 'Inodes that the volume has in all.',
  labels: claimLabels,
});

/** Recorded, so that the panel shows the same hour that the alert counts. */
export const containerRestartsPerHour = ruleEvaluation.gauge(
  'namespace_pod_container:kube_pod_container_status_restarts:increase1h',
  {
    unit: 'count',
    help: 'Restarts of the container within the last hour.',
    labels: {
      namespace: upTo(10, 'namespaces with rules'),
      pod: upTo(100, 'pods of the service'),
      container: upTo(20, 'containers of a pod'),
    },
  },
);

/** Recorded, because reading a day of samples at each refresh of the panel is slow. */
export const volumeAvailableForecast = ruleEvaluation.gauge(
  'namespace_persistentvolumeclaim:kubelet_volume_stats_available_bytes:predict_linear4d',
  {
    unit: 'bytes',
    help: 'Bytes available in four days if the last day repeats itself; below 0 the volume is full before.',
    labels: { namespace: upTo(10, 'namespaces with rules'), persistentvolumeclaim: upTo(50, 'claims') },
  },
);

/** The contract of the pods. */
export const podMetrics: readonly Metric[] = [
  podInfo,
  podPhase,
  containerRestarts,
  containerWaitingReason,
  containerLastTerminatedReason,
  containerResourceLimits,
  containerResourceRequests,
  deploymentObservedGeneration,
  containerMemory,
  containerCpu,
  containerCpuPeriods,
  containerCpuThrottledPeriods,
  containerRestartsPerHour,
];

/** The contract of the volumes. */
export const volumeMetrics: readonly Metric[] = [
  volumeAvailable,
  volumeCapacity,
  volumeInodesFree,
  volumeInodes,
  volumeAvailableForecast,
];
