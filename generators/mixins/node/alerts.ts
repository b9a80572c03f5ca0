import type { RuleContext } from '../../define/rule-context.ts';
import { type Alert, alert, compare } from '../../define/rules.ts';
import { libraryText } from '../../define/text.ts';
import { percent, spokenSeconds, spokenValue } from '../../define/wording.ts';
import { nodeCases } from './alerts.cases.ts';
import type { Metrics, NodeSignals } from './signals.ts';
import type { NodeThreshold } from './thresholds.ts';

/** Alerts on the limits of the service's process. */
export function nodeRules(
  context: RuleContext<NodeThreshold>,
  metrics: Metrics,
  signals: NodeSignals,
): readonly Alert[] {
  const { prefix, thresholds, within } = context;
  const scope = within('5m');
  const delay = spokenSeconds(thresholds.eventLoopDelaySeconds);
  const cases = nodeCases(context, metrics);
  return [
    alert(`${prefix}EventLoopBlocked`, {
      severity: 'warning',
      condition: compare(signals.eventLoopDelay, scope, '>', thresholds.eventLoopDelaySeconds),
      for: '10m',
      summary: libraryText({
        ko: `이벤트 루프가 ${delay.ko} 넘게 막힘`,
        en: `The event loop is blocked for more than ${delay.en}.`,
      }),
      description: libraryText({
        ko: `Pod {{ $labels.pod }}: 타이머가 ${spokenValue.ko} 늦습니다(P99).`,
        en: `Pod {{ $labels.pod }}: timers are ${spokenValue.en} late (P99).`,
      }),
      ...cases.eventLoopBlocked,
    }),
    alert(`${prefix}HeapAlmostFull`, {
      severity: 'warning',
      condition: compare(signals.heapUsedRatio, scope, '>', thresholds.heapUsedRatio),
      for: '10m',
      summary: libraryText({
        ko: `JavaScript heap 사용률이 ${percent(thresholds.heapUsedRatio)}를 초과함`,
        en: `More than ${percent(thresholds.heapUsedRatio)} of the JavaScript heap is in use.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: 한도의 {{ $value | humanizePercentage }} 사용 중입니다. 한도에 닿으면 프로세스가 종료됩니다.',
        en: 'Pod {{ $labels.pod }}: {{ $value | humanizePercentage }} of the limit, at which the process dies.',
      }),
      ...cases.heapAlmostFull,
    }),
    alert(`${prefix}OpenFilesAlmostExhausted`, {
      severity: 'warning',
      condition: compare(signals.openFilesRatio, scope, '>', thresholds.openFilesUsedRatio),
      for: '15m',
      summary: libraryText({
        ko: `파일 디스크립터 사용률이 ${percent(thresholds.openFilesUsedRatio)}를 초과함`,
        en: `More than ${percent(thresholds.openFilesUsedRatio)} of the file descriptors are open.`,
      }),
      description: libraryText({
        ko: 'Pod {{ $labels.pod }}: {{ $value | humanizePercentage }} 사용 중입니다. 다 쓰면 파일도 연결도 열 수 없습니다.',
        en: 'Pod {{ $labels.pod }}: {{ $value | humanizePercentage }} used; without any left neither a file nor a connection can be opened.',
      }),
      ...cases.openFilesAlmostExhausted,
    }),
  ];
}
