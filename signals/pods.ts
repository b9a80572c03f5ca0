import { signal } from '../generators/define/signal.ts';
import { increase, min, rate, type Scope, select, sum } from '../generators/promql/index.ts';
import { containerCpu, containerMemory, containerRestarts, podPhase } from '../metrics/kubernetes.ts';
import { containerRestartsPerHour, observerUp } from '../metrics/prometheus.ts';
import { podsOf } from './scope.ts';

export const podsInPhase = (phase: 'Running' | 'Pending' | 'Failed') =>
  signal(
    `pods-${phase.toLowerCase()}`,
    { ko: `${phase} 상태인 Pod 수입니다.`, en: `Pods in phase ${phase}.` },
    (scope) => sum(select(scope, podPhase, { ...podsOf(scope), phase }), ['namespace', 'phase']),
  );

/** What the recording rule records. Restarts of an hour, by container whatever exporter instance counted them. */
export const restartsWithin = (scope: Scope) =>
  sum(increase(select(scope, containerRestarts, podsOf(scope)), scope.window), [
    'namespace',
    'pod',
    'container',
  ]);

export const podRestarts = signal(
  'pod-restarts',
  {
    ko: '최근 1시간 동안 컨테이너가 재시작한 횟수입니다.',
    en: 'Restarts of each container within the last hour.',
  },
  (scope) => select(scope, containerRestartsPerHour, podsOf(scope)),
);

export const memoryUsed = signal(
  'memory-used',
  {
    ko: 'Pod별 메모리 working set입니다. OOM killer가 제한과 비교하는 값입니다.',
    en: 'Working set of each pod: what the OOM killer compares with the limit.',
  },
  (scope) => sum(select(scope, containerMemory), ['namespace', 'pod']),
);

export const cpuUsed = signal(
  'cpu-used',
  { ko: 'Pod별로 사용 중인 CPU 코어 수입니다.', en: 'CPU cores in use by each pod.' },
  (scope) => sum(rate(select(scope, containerCpu), scope.window), ['namespace', 'pod']),
);

export const targetUp = signal(
  'target-up',
  { ko: '마지막 스크레이프가 성공했으면 1입니다.', en: '1 where the last scrape of the observer succeeded.' },
  (scope) => min(select(scope, observerUp), ['namespace', 'job', 'instance']),
);
