import { displayName } from '../../../config/display-name.ts';
import type { RuleContext } from '../../../define/rule-context.ts';
import { type Alert, alert, compare, type RecordingRule, record } from '../../../define/rules.ts';
import { libraryText } from '../../../define/text.ts';
import { percent } from '../../../define/wording.ts';
import { where } from '../../../promql/index.ts';
import { containerRestartsPerHour } from '../metrics.ts';
import { podCases } from './alerts.cases.ts';
import {
  cpuThrottledRatio,
  crashLooping,
  memoryUsedRatio,
  outOfMemory,
  PER_CONTAINER,
  podRestarts,
  restartsWithin,
} from './signals.ts';
import type { PodThreshold } from './thresholds.ts';

/** Alerts on whether Kubernetes keeps the service's containers running. */
export function podRules(context: RuleContext<PodThreshold>): readonly (Alert | RecordingRule)[] {
  const { prefix, config, thresholds, within } = context;
  const name = displayName(config.app);
  const cases = podCases(context);
  return [
    record(containerRestartsPerHour, restartsWithin(within('1h')), cases.restartsPerHour),
    alert(`${prefix}PodRestarting`, {
      severity: 'warning',
      inhibitedBy: [
        { alert: `${prefix}PodCrashLooping`, equal: ['pod', 'container'] },
        { alert: `${prefix}OutOfMemory`, equal: ['pod', 'container'] },
      ],
      condition: compare(podRestarts, within('5m'), '>=', thresholds.podRestartsPerHour),
      keepFiringFor: '15m',
      summary: libraryText({
        ko: `${name} Pod가 반복적으로 재시작됨`,
        en: `A pod of ${name} restarts again and again.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 최근 1시간 동안 {{ printf "%.0f" $value }}번 재시작했습니다.',
        en: 'Pod {{ $labels.pod }} restarted {{ printf "%.0f" $value }} times within the last hour.',
      }),
      ...cases.podRestarting,
    }),
    alert(`${prefix}PodCrashLooping`, {
      severity: 'critical',
      condition: compare(crashLooping, within('5m'), '==', 1),
      for: '10m',
      summary: libraryText({
        ko: `${name} Pod가 CrashLoopBackOff 상태임`,
        en: `A pod of ${name} is in CrashLoopBackOff.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 컨테이너 {{ $labels.container }}가 계속 종료됩니다.',
        en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} does not stay up.',
      }),
      ...cases.podCrashLooping,
    }),
    alert(`${prefix}OutOfMemory`, {
      severity: 'warning',
      inhibitedBy: [{ alert: `${prefix}PodCrashLooping`, equal: ['pod', 'container'] }],
      condition: compare(outOfMemory, within('5m'), '==', 1).and(
        where(restartsWithin(within('15m')), '>', 0),
        { on: PER_CONTAINER },
      ),
      keepFiringFor: '15m',
      summary: libraryText({
        ko: `${name} 컨테이너가 메모리 부족으로 종료됨`,
        en: `A container of ${name} was killed for its use of memory.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 컨테이너 {{ $labels.container }}가 OOMKilled로 재시작했습니다.',
        en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} was OOM-killed and restarted.',
      }),
      ...cases.outOfMemory,
    }),
    alert(`${prefix}MemoryAlmostFull`, {
      severity: 'warning',
      inhibitedBy: [{ alert: `${prefix}OutOfMemory`, equal: ['pod', 'container'] }],
      condition: compare(memoryUsedRatio, within('5m'), '>', thresholds.memoryUsedRatio),
      for: '10m',
      summary: libraryText({
        ko: `${name} 메모리 사용량이 제한의 ${percent(thresholds.memoryUsedRatio)}를 초과함`,
        en: `A container of ${name} uses more than ${percent(thresholds.memoryUsedRatio)} of its memory limit.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 제한의 {{ $value | humanizePercentage }} 사용 중. 제한에 닿으면 OOMKilled로 종료됩니다.',
        en: 'Pod {{ $labels.pod }} uses {{ $value | humanizePercentage }} of its limit, at which it is OOM-killed.',
      }),
      ...cases.memoryAlmostFull,
    }),
    alert(`${prefix}CPUThrottled`, {
      severity: 'warning',
      condition: compare(cpuThrottledRatio, within('5m'), '>', thresholds.cpuThrottledRatio),
      for: '15m',
      summary: libraryText({
        ko: `${name} CPU 스로틀링이 계속됨`,
        en: `${name} is throttled by its CPU limit.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 스케줄링 주기의 {{ $value | humanizePercentage }}에서 멈췄습니다.',
        en: 'Pod {{ $labels.pod }} had to wait in {{ $value | humanizePercentage }} of its scheduling periods.',
      }),
      ...cases.cpuThrottled,
    }),
  ];
}
