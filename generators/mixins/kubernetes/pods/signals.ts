import { signal } from '../../../define/signal.ts';
import { libraryText } from '../../../define/text.ts';
import {
  divide,
  increase,
  type LabelCondition,
  matches,
  max,
  maxOverTime,
  rate,
  type Scope,
  select,
  sum,
  where,
  withUnit,
} from '../../../promql/index.ts';
import {
  containerCpu,
  containerCpuPeriods,
  containerCpuThrottledPeriods,
  containerLastTerminatedReason,
  containerMemory,
  containerResourceLimits,
  containerResourceRequests,
  containerRestarts,
  containerRestartsPerHour,
  containerWaitingReason,
  podPhase,
} from '../metrics.ts';

export const PER_CONTAINER = ['namespace', 'pod', 'container'] as const;

/** The service's pods, as a condition on kube-state-metrics' `pod` label. */
export function podsOf(scope: Scope): { readonly pod: LabelCondition | string } {
  return { pod: scope.constraints('cadvisor').pod ?? matches('.+') };
}

export const podsInPhase = (phase: 'Running' | 'Pending' | 'Failed') =>
  signal(
    `pods-${phase.toLowerCase()}`,
    libraryText({ ko: `${phase} 상태인 Pod 수입니다.`, en: `Pods in phase ${phase}.` }),
    (scope) => sum(select(scope, podPhase, { ...podsOf(scope), phase }), ['namespace', 'phase']),
  );

/** Restarts within the window, by container, whichever exporter instance counted them. */
export const restartsWithin = (scope: Scope) =>
  sum(increase(select(scope, containerRestarts, podsOf(scope)), scope.window), PER_CONTAINER);

export const podRestarts = signal(
  'pod-restarts',
  libraryText({
    ko: '최근 1시간 동안 컨테이너가 재시작한 횟수입니다.',
    en: 'Restarts of each container within the last hour.',
  }),
  (scope) => select(scope, containerRestartsPerHour, podsOf(scope)),
);

export const crashLooping = signal(
  'crash-looping',
  libraryText({
    ko: '기간 안에 한 번이라도 CrashLoopBackOff였던 컨테이너는 1입니다.',
    en: '1 where the container was in CrashLoopBackOff at any time within the window, however briefly.',
  }),
  (scope) =>
    max(
      maxOverTime(
        select(scope, containerWaitingReason, { ...podsOf(scope), reason: 'CrashLoopBackOff' }),
        scope.window,
      ),
      PER_CONTAINER,
    ),
);

export const outOfMemory = signal(
  'out-of-memory',
  libraryText({
    ko: '마지막 종료 원인이 메모리 부족(OOMKilled)인 컨테이너는 1입니다.',
    en: '1 where the container was last terminated for its use of memory, however long ago.',
  }),
  (scope) =>
    max(
      select(scope, containerLastTerminatedReason, { ...podsOf(scope), reason: 'OOMKilled' }),
      PER_CONTAINER,
    ),
);

export const memoryUsed = signal(
  'memory-used',
  libraryText({
    ko: 'Pod별 메모리 working set입니다. OOM killer가 제한과 비교하는 값입니다.',
    en: 'Working set of each pod: what the OOM killer compares with the limit.',
  }),
  (scope) => sum(select(scope, containerMemory), ['namespace', 'pod']),
);

export const cpuUsed = signal(
  'cpu-used',
  libraryText({ ko: 'Pod별로 사용 중인 CPU 코어 수입니다.', en: 'CPU cores in use by each pod.' }),
  (scope) => sum(rate(select(scope, containerCpu), scope.window), ['namespace', 'pod']),
);

/** A pod's limit or request of a resource; the largest of several pods. */
function resourceLine(
  title: 'limit' | 'request',
  resource: 'memory' | 'cpu',
  series: typeof containerResourceLimits,
) {
  const korean = title === 'limit' ? '제한' : '요청';
  return signal(
    `${resource}-${title}`,
    libraryText({
      ko: `Pod의 ${resource === 'cpu' ? 'CPU' : '메모리'} ${korean}입니다.`,
      en: `The ${title} of ${resource} of a pod.`,
    }),
    (scope) =>
      withUnit(
        max(sum(select(scope, series, { ...podsOf(scope), resource }), ['namespace', 'pod']), ['namespace']),
        resource === 'memory' ? 'bytes' : 'seconds/s',
      ),
  );
}

export const memoryLimit = resourceLine('limit', 'memory', containerResourceLimits);
export const memoryRequest = resourceLine('request', 'memory', containerResourceRequests);
export const cpuLimit = resourceLine('limit', 'cpu', containerResourceLimits);
export const cpuRequest = resourceLine('request', 'cpu', containerResourceRequests);

export const memoryUsedRatio = signal(
  'memory-used-ratio',
  libraryText({
    ko: '컨테이너의 메모리 제한 대비 working set의 비율입니다. 제한이 없으면 값도 없습니다.',
    en: 'Share of the memory limit that the container uses; without a limit there is no value.',
  }),
  (scope) =>
    divide(
      max(select(scope, containerMemory), PER_CONTAINER),
      withUnit(
        max(select(scope, containerResourceLimits, { ...podsOf(scope), resource: 'memory' }), PER_CONTAINER),
        'bytes',
      ),
    ),
);

export const cpuThrottledRatio = signal(
  'cpu-throttled-ratio',
  libraryText({
    ko: 'CPU 제한 때문에 컨테이너가 멈춰야 했던 스케줄링 주기의 비율입니다.',
    en: 'Share of the scheduling periods in which the container had to wait because of its CPU limit.',
  }),
  (scope) =>
    divide(
      sum(rate(select(scope, containerCpuThrottledPeriods), scope.window), PER_CONTAINER),
      where(sum(rate(select(scope, containerCpuPeriods), scope.window), PER_CONTAINER), '>', 0),
    ),
);
