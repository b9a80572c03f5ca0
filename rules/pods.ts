import { following } from '../generators/define/boundary-tests.ts';
import { alert, compare, matching, type RuleGroup, record } from '../generators/define/rules.ts';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  missing,
  quietAt,
  recordsAt,
  type Segment,
  scenario,
} from '../generators/define/scenario.ts';
import { relabelled } from '../generators/define/variants.ts';
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
const EXPORTED = { uid: 'u1', instance: '10.0.0.9:8443' } as const;
const TARGET = { instance: '10.1.0.7:8000', pod: CONTAINER.pod } as const;
const OTHER_EXPORTER = { instance: '10.0.0.10:8443' } as const;
const PER_CONTAINER = ['namespace', 'pod', 'container'] as const;

/** Restarts of the container as kube-state-metrics counts them, under some other labels. */
const restarts = (
  labels: Readonly<Record<string, string>>,
  ...segments: readonly [Segment, ...Segment[]]
): GivenSeries => given(containerRestarts, { ...CONTAINER, ...EXPORTED, ...labels }, ...segments);

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
  return {
    name: 'observer-pods',
    rules: [
      record(containerRestartsPerHour, restartsWithin(within('1h')), {
        scenarios: [
          scenario(
            'restarts are added up, whatever counts them, and a counter that begins again is no loss',
            {
              given: [
                // Of an exporter that was replaced, of its successor, and of another that counts the same container.
                restarts({}, increasing(0.25, '45m'), increasing(0.25, '45m', 0.25)),
                restarts({ instance: '10.0.0.10:8443' }, increasing(0.5, '90m')),
                // Of others.
                restarts({ job: 'another' }, increasing(1, '90m')),
                restarts({ namespace: 'another' }, increasing(1, '90m')),
                restarts({ pod: `x-${CONTAINER.pod}` }, increasing(1, '90m')),
              ],
              expect: [recordsAt('80m', CONTAINER, [44.9, 45.1])],
              evaluationInterval: '80m',
            },
          ),
        ],
      }),
      alert('ObserverPodRestarting', {
        severity: 'warning',
        condition: compare(podRestarts, scope, '>=', thresholds.podRestartsPerHour),
        keepFiringFor: '15m',
        summary: {
          ko: 'Observer Pod가 반복적으로 재시작됨',
          en: 'An observer pod restarts again and again.',
        },
        description: {
          ko: 'Pod {{ $labels.pod }}가 최근 1시간 동안 {{ $value | humanize }}번 재시작되었습니다.',
          en: 'Pod {{ $labels.pod }} restarted {{ $value | humanize }} times within the last hour.',
        },
        boundaryTests: {
          given: (phases) => [
            following(containerRestarts, { ...CONTAINER, ...EXPORTED }, phases, (perHour, length) =>
              increasing(perHour / 60, length),
            ),
          ],
          holdsAfter: '1h',
          endsAfter: '0m',
          labels: CONTAINER,
          // One per cent: the increase of the last minute decides.
          firing: thresholds.podRestartsPerHour * 1.01,
          normalValue: 0,
          otherInstance: { pod: 'observer-7c9f4d5b6-other' },
          recorded: (length) => [
            given(containerRestartsPerHour, CONTAINER, constant(thresholds.podRestartsPerHour * 2, length)),
          ],
        },
        scenarios: [
          scenario('a container restarts once', {
            given: [
              given(containerRestarts, { ...CONTAINER, ...EXPORTED }, constant(0, '20m'), constant(1, '2h')),
            ],
            expect: [quietAt('30m'), quietAt('70m')],
          }),
        ],
      }),
      alert('ObserverPodCrashLooping', {
        severity: 'critical',
        condition: matching(where(crashLooping, '==', 1)),
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
        boundaryTests: {
          given: (phases) => [
            following(
              containerWaitingReason,
              { ...CONTAINER, ...EXPORTED, reason: 'CrashLoopBackOff' },
              phases,
              (isWaiting, length) => (isWaiting > 0 ? constant(1, length) : missing(length)),
            ),
          ],
          holdsAfter: '0m',
          labels: CONTAINER,
          otherInstance: { pod: 'observer-7c9f4d5b6-other' },
          splitSeries: (series) => [...series, ...relabelled(series, OTHER_EXPORTER)],
        },
        scenarios: [
          scenario('a container flaps between running and CrashLoopBackOff', {
            given: [
              given(
                containerWaitingReason,
                { ...CONTAINER, ...EXPORTED, reason: 'CrashLoopBackOff' },
                constant(1, '1m'),
                ...Array.from({ length: 10 }, () => [constant(0, '3m'), constant(1, '1m')]).flat(),
              ),
            ],
            expect: [firesAt('15m', { labels: CONTAINER, value: 1 })],
          }),
          scenario('one of two exporters does not know yet', {
            given: [
              given(
                containerWaitingReason,
                { ...CONTAINER, ...EXPORTED, reason: 'CrashLoopBackOff' },
                constant(1, '30m'),
              ),
              given(
                containerWaitingReason,
                { ...CONTAINER, ...OTHER_EXPORTER, reason: 'CrashLoopBackOff' },
                constant(0, '30m'),
              ),
            ],
            expect: [firesAt('15m', { labels: CONTAINER, value: 1 })],
          }),
          scenario('kube-state-metrics says that no container waits', {
            given: [
              given(
                containerWaitingReason,
                { ...CONTAINER, ...EXPORTED, reason: 'CrashLoopBackOff' },
                constant(0, '30m'),
              ),
            ],
            expect: [quietAt('25m')],
          }),
        ],
      }),
      alert('ObserverOutOfMemory', {
        severity: 'warning',
        condition: matching(where(outOfMemory, '==', 1)).and(where(restartedLately, '>', 0), {
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
        boundaryTests: {
          given: (phases) => [
            following(
              containerLastTerminatedReason,
              { ...CONTAINER, ...EXPORTED, reason: 'OOMKilled' },
              phases,
              (_, length) => constant(1, length),
            ),
            following(containerRestarts, { ...CONTAINER, ...EXPORTED }, phases, (isRestarting, length) =>
              increasing(isRestarting, length),
            ),
          ],
          holdsAfter: '1m',
          labels: CONTAINER,
          otherInstance: { pod: 'observer-7c9f4d5b6-other' },
          splitSeries: (series) => [...series, ...relabelled(series, OTHER_EXPORTER)],
        },
        scenarios: [
          scenario('one container was killed for its memory, and another restarts', {
            given: [
              given(
                containerLastTerminatedReason,
                { ...CONTAINER, ...EXPORTED, reason: 'OOMKilled' },
                constant(1, '30m'),
              ),
              restarts({ container: 'sidecar' }, increasing(1, '30m')),
            ],
            expect: [quietAt('20m')],
          }),
          scenario(
            'the counter of restarts begins again, and one of two exporters does not know the reason',
            {
              given: [
                given(
                  containerLastTerminatedReason,
                  { ...CONTAINER, ...EXPORTED, reason: 'OOMKilled' },
                  missing('12m'),
                  constant(1, '10m'),
                ),
                given(
                  containerLastTerminatedReason,
                  { ...CONTAINER, ...OTHER_EXPORTER, reason: 'OOMKilled' },
                  constant(0, '30m'),
                ),
                restarts({}, constant(20, '10m'), constant(1, '20m')),
              ],
              expect: [quietAt('10m'), firesAt('14m', { labels: CONTAINER, value: 1 })],
            },
          ),
          scenario('another exporter counts restarts', {
            given: [
              given(
                containerLastTerminatedReason,
                { ...CONTAINER, ...EXPORTED, reason: 'OOMKilled' },
                constant(1, '30m'),
              ),
              restarts({ job: 'another' }, increasing(1, '30m')),
            ],
            expect: [quietAt('20m')],
          }),
          scenario('a container restarts for another reason', {
            given: [
              given(
                containerLastTerminatedReason,
                { ...CONTAINER, ...EXPORTED, reason: 'Error' },
                constant(1, '30m'),
              ),
              given(containerRestarts, { ...CONTAINER, ...EXPORTED }, increasing(1, '30m')),
            ],
            expect: [quietAt('20m')],
          }),
        ],
      }),
      alert('ObserverTargetDown', {
        severity: 'critical',
        condition: compare(targetUp, scope, '==', 0),
        for: '2m',
        panel: 'pod-status',
        summary: { ko: 'Observer 메트릭을 수집할 수 없음', en: 'The observer cannot be scraped.' },
        description: {
          ko: '{{ $labels.instance }}의 /metrics 스크레이프가 실패하고 있습니다.',
          en: 'Scrapes of /metrics on {{ $labels.instance }} fail.',
        },
        boundaryTests: {
          given: (phases) => [following(observerUp, TARGET, phases, constant)],
          holdsAfter: '0m',
          labels: { instance: TARGET.instance },
          otherInstance: { instance: '10.1.0.8:8000' },
          // The address went from one pod to another.
          splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(1), { pod: 'observer-1' })],
        },
        scenarios: [],
      }),
      alert('ObserverTargetMissing', {
        severity: 'critical',
        condition: matching(absent(select(scope, observerUp))),
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
        boundaryTests: {
          given: (phases) => [
            following(observerUp, TARGET, phases, (isMissing, length) =>
              isMissing > 0 ? missing(length) : constant(1, length),
            ),
          ],
          holdsAfter: '0m',
          absence: 'fires',
        },
        scenarios: [
          scenario('there is a target, even if its scrape fails', {
            given: [given(observerUp, TARGET, constant(0, '30m'))],
            expect: [quietAt('20m')],
          }),
        ],
      }),
    ],
  };
}
