import type { ThresholdDeclaration } from '../../../config/declaration.ts';
import { displayName } from '../../../config/display-name.ts';
import type { RuleContext } from '../../../define/rule-context.ts';
import { type Alert, alert, compare, matching, type RecordingRule, record } from '../../../define/rules.ts';
import { libraryText } from '../../../define/text.ts';
import { where } from '../../../promql/index.ts';
import { containerRestartsPerHour } from '../metrics.ts';
import { podCases } from './alerts.cases.ts';
import { crashLooping, outOfMemory, PER_CONTAINER, podRestarts, restartsWithin } from './signals.ts';

export const podThresholds = {
  podRestartsPerHour: { default: 3, minimum: 1, description: 'Restarts of a container within an hour.' },
} as const satisfies Readonly<Record<string, ThresholdDeclaration>>;

export type PodThreshold = keyof typeof podThresholds;

/** Whether Kubernetes keeps the containers of the service running. */
export function podRules(context: RuleContext<PodThreshold>): readonly (Alert | RecordingRule)[] {
  const { prefix, config, thresholds, within } = context;
  const name = displayName(config.app);
  const cases = podCases(context);
  return [
    record(containerRestartsPerHour, restartsWithin(within('1h')), cases.restartsPerHour),
    alert(`${prefix}PodRestarting`, {
      severity: 'warning',
      condition: compare(podRestarts, within('5m'), '>=', thresholds.podRestartsPerHour),
      keepFiringFor: '15m',
      summary: libraryText({
        ko: `${name} Pod가 반복적으로 재시작됨`,
        en: `A pod of ${name} restarts again and again.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}가 최근 1시간 동안 {{ $value | humanize }}번 재시작되었습니다.',
        en: 'Pod {{ $labels.pod }} restarted {{ $value | humanize }} times within the last hour.',
      }),
      ...cases.podRestarting,
    }),
    alert(`${prefix}PodCrashLooping`, {
      severity: 'critical',
      condition: matching(where(crashLooping(within('5m')), '==', 1)),
      for: '10m',
      panel: 'pod-restarts',
      summary: libraryText({
        ko: `${name} Pod가 CrashLoopBackOff 상태임`,
        en: `A pod of ${name} is in CrashLoopBackOff.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}의 컨테이너 {{ $labels.container }}가 시작하지 못하고 있습니다.',
        en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} does not stay up.',
      }),
      ...cases.podCrashLooping,
    }),
    alert(`${prefix}OutOfMemory`, {
      severity: 'warning',
      condition: matching(where(outOfMemory(within('5m')), '==', 1)).and(
        where(restartsWithin(within('15m')), '>', 0),
        { on: PER_CONTAINER },
      ),
      keepFiringFor: '15m',
      panel: 'memory-usage',
      summary: libraryText({
        ko: `${name} 컨테이너가 메모리 부족으로 종료됨`,
        en: `A container of ${name} was killed for its use of memory.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}의 컨테이너 {{ $labels.container }}가 OOMKilled로 재시작되었습니다.',
        en: 'Container {{ $labels.container }} of pod {{ $labels.pod }} was OOM-killed and restarted.',
      }),
      ...cases.outOfMemory,
    }),
  ];
}
