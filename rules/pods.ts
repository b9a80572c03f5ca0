import { alert, type RuleGroup, record, when, whenever } from '../generators/definitions/rules.ts';
import {
  counting,
  firesAt,
  given,
  level,
  quietAt,
  scenario,
  stale,
} from '../generators/definitions/scenario.ts';
import { absent, increase, max, maxOverTime, select, sum, where } from '../generators/promql/index.ts';
import {
  containerLastTerminatedReason,
  containerRestarts,
  containerWaitingReason,
} from '../metrics/kubernetes.ts';
import { containerRestartsPerHour, observerUp } from '../metrics/prometheus.ts';
import { podRestarts, restartsWithin, targetUp } from '../signals/pods.ts';
import { podsOf } from '../signals/scope.ts';
import type { RuleContext } from './context.ts';

const CONTAINER = { pod: 'observer-7c9f4d5b6-x2x9k', container: 'observer' } as const;
const PER_CONTAINER = ['namespace', 'pod', 'container'] as const;

/** Whether Kubernetes keeps the observer running, and whether Prometheus sees it. */
export function podRules({ config, thresholds, within }: RuleContext): RuleGroup {
  const scope = within('5m');
  const pods = podsOf(scope);
  const crashLooping = max(
    maxOverTime(select(scope, containerWaitingReason, { ...pods, reason: 'CrashLoopBackOff' }), '5m'),
    PER_CONTAINER,
  );
  const outOfMemory = max(
    select(scope, containerLastTerminatedReason, { ...pods, reason: 'OOMKilled' }),
    PER_CONTAINER,
  );
  const restartedLately = sum(increase(select(scope, containerRestarts, pods), '15m'), PER_CONTAINER);
  const restarts = (...segments: Parameters<typeof given>[2][]) => {
    const [first = level(0, '1m'), ...rest] = segments;
    return given(containerRestarts, { ...CONTAINER, uid: 'u1', instance: '10.0.0.9:8443' }, first, ...rest);
  };
  const waiting = (...segments: [ReturnType<typeof level>, ...(ReturnType<typeof level> | typeof stale)[]]) =>
    given(
      containerWaitingReason,
      { ...CONTAINER, uid: 'u1', instance: '10.0.0.9:8443', reason: 'CrashLoopBackOff' },
      ...segments,
    );
  const up = (value: number) =>
    given(observerUp, { instance: '10.1.0.7:8000', pod: CONTAINER.pod }, level(value, '30m'));
  return {
    name: 'observer-pods',
    rules: [
      record(containerRestartsPerHour, restartsWithin(within('1h'))),
      alert('ObserverPodRestarting', {
        severity: 'warning',
        condition: when(podRestarts, scope, '>=', thresholds.podRestartsPerHour),
        keepFiringFor: '15m',
        summary: {
          ko: 'Observer Pod가 반복적으로 재시작됨',
          en: 'An observer pod restarts again and again.',
        },
        description: {
          ko: 'Pod {{ $labels.pod }}가 최근 1시간 동안 {{ $value | humanize }}번 재시작되었습니다.',
          en: 'Pod {{ $labels.pod }} restarted {{ $value | humanize }} times within the last hour.',
        },
        scenarios: [
          scenario('a container restarts every ten minutes', {
            given: [restarts(counting(0.1, '2h'))],
            expect: [quietAt('10m'), firesAt('90m', { labels: CONTAINER, value: 6 })],
          }),
          scenario('a container restarts once', {
            given: [restarts(level(0, '20m'), level(1, '2h'))],
            expect: [quietAt('30m'), quietAt('70m')],
          }),
          scenario('a pod of another service restarts', {
            given: [
              given(
                containerRestarts,
                { ...CONTAINER, pod: 'web-1', uid: 'u2', instance: '10.0.0.9:8443' },
                counting(0.1, '2h'),
              ),
            ],
            expect: [quietAt('90m')],
          }),
        ],
      }),
      alert('ObserverPodCrashLooping', {
        severity: 'critical',
        condition: whenever(where(crashLooping, '>=', 1)),
        for: '10m',
        panel: 'pod-restarts',
        summary: {
          ko: 'Observer Pod가 CrashLoopBackOff 상태임',
          en: 'An observer pod is in CrashLoopBackOff.',
        },
        description: {
          ko: 'Pod {{ $labels.pod }}의 컨테이너 {{ $labels.container }}가 시작하지 못하고 있습니다.',
          en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} does not stay up.',
        },
        scenarios: [
          scenario('a container waits in CrashLoopBackOff', {
            given: [waiting(level(1, '30m'))],
            expect: [quietAt('8m'), firesAt('12m', { labels: CONTAINER, value: 1 })],
          }),
          scenario('a container was in CrashLoopBackOff for two minutes', {
            given: [waiting(level(1, '2m'), stale)],
            expect: [quietAt('15m')],
          }),
        ],
      }),
      alert('ObserverOutOfMemory', {
        severity: 'warning',
        condition: whenever(where(outOfMemory, '==', 1)).and(where(restartedLately, '>', 0), {
          on: PER_CONTAINER,
        }),
        keepFiringFor: '15m',
        panel: 'memory-usage',
        summary: {
          ko: 'Observer 컨테이너가 메모리 부족으로 종료됨',
          en: 'An observer container was killed for its use of memory.',
        },
        description: {
          ko: 'Pod {{ $labels.pod }}의 컨테이너 {{ $labels.container }}가 OOMKilled로 재시작되었습니다.',
          en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} was OOM-killed and restarted.',
        },
        scenarios: [
          scenario('a container restarts after an OOM kill', {
            given: [killedForMemory('30m'), restarts(level(0, '10m'), level(1, '20m'))],
            expect: [quietAt('5m'), firesAt('15m', { labels: CONTAINER, value: 1 })],
          }),
          scenario('the last OOM kill was long ago', {
            given: [killedForMemory('2h'), restarts(level(1, '2h'))],
            expect: [quietAt('1h')],
          }),
        ],
      }),
      alert('ObserverTargetDown', {
        severity: 'critical',
        condition: when(targetUp, scope, '==', 0),
        for: '2m',
        panel: 'pod-status',
        summary: { ko: 'Observer 메트릭을 수집할 수 없음', en: 'The observer cannot be scraped.' },
        description: {
          ko: '{{ $labels.instance }}의 /metrics 스크레이프가 실패하고 있습니다.',
          en: 'Scrapes of /metrics on {{ $labels.instance }} fail.',
        },
        scenarios: [
          scenario('the scrape fails', {
            given: [up(0)],
            expect: [quietAt('1m'), firesAt('5m', { labels: { instance: '10.1.0.7:8000' }, value: 0 })],
          }),
          scenario('the scrape works', { given: [up(1)], expect: [quietAt('20m')] }),
        ],
      }),
      alert('ObserverTargetMissing', {
        severity: 'critical',
        condition: whenever(absent(select(scope, observerUp))),
        for: '5m',
        panel: 'pod-status',
        summary: {
          ko: 'Prometheus가 Observer 타겟을 찾지 못함',
          en: 'Prometheus has no target for the observer.',
        },
        description: {
          ko: `${config.namespace} 네임스페이스에 job {{ $labels.job }}의 타겟이 없습니다. ServiceMonitor와 Service 레이블을 확인하세요.`,
          en: `There is no target of job {{ $labels.job }} in namespace ${config.namespace}: look at the labels of the ServiceMonitor and of the Service.`,
        },
        scenarios: [
          scenario('the only target belongs to another environment', {
            given: [
              given(
                observerUp,
                { namespace: 'another', instance: '10.2.0.7:8000', pod: 'observer-0' },
                level(1, '30m'),
              ),
            ],
            expect: [quietAt('3m'), firesAt('10m', { labels: {}, value: 1 })],
          }),
          scenario('there is a target, even if its scrape fails', {
            given: [up(0)],
            expect: [quietAt('20m')],
          }),
        ],
      }),
    ],
  };
}

function killedForMemory(length: Parameters<typeof level>[1]) {
  return given(
    containerLastTerminatedReason,
    { ...CONTAINER, uid: 'u1', instance: '10.0.0.9:8443', reason: 'OOMKilled' },
    level(1, length),
  );
}
