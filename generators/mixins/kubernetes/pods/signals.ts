import { signal } from '../../../define/signal.ts';
import { libraryText } from '../../../define/text.ts';
import {
  increase,
  type LabelCondition,
  matches,
  max,
  maxOverTime,
  rate,
  type Scope,
  select,
  sum,
} from '../../../promql/index.ts';
import {
  containerCpu,
  containerLastTerminatedReason,
  containerMemory,
  containerRestarts,
  containerRestartsPerHour,
  containerWaitingReason,
  podPhase,
} from '../metrics.ts';

export const PER_CONTAINER = ['namespace', 'pod', 'container'] as const;

/** Which pods are the service's, as a condition on kube-state-metrics' `pod` label. */
export function podsOf(scope: Scope): { readonly pod: LabelCondition | string } {
  return { pod: scope.constraints('cadvisor').pod ?? matches('.+') };
}

export const podsInPhase = (phase: 'Running' | 'Pending' | 'Failed') =>
  signal(
    `pods-${phase.toLowerCase()}`,
    libraryText({ ko: `${phase} 상태인 Pod 수입니다.`, en: `Pods in phase ${phase}.` }),
    (scope) => sum(select(scope, podPhase, { ...podsOf(scope), phase }), ['namespace', 'phase']),
  );

/** Restarts within the window, by container whatever exporter instance counted them. */
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

/** 1 where the container was in CrashLoopBackOff at any time within the window, however briefly. */
export const crashLooping = (scope: Scope) =>
  max(
    maxOverTime(
      select(scope, containerWaitingReason, { ...podsOf(scope), reason: 'CrashLoopBackOff' }),
      scope.window,
    ),
    PER_CONTAINER,
  );

/** 1 where the container was last terminated for its use of memory, however long ago. */
export const outOfMemory = (scope: Scope) =>
  max(select(scope, containerLastTerminatedReason, { ...podsOf(scope), reason: 'OOMKilled' }), PER_CONTAINER);

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
