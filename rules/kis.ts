import { type Alert, alert, compare, percent } from 'observability-as-code';
import { where } from 'observability-as-code/promql';
import { kisFailureRatio, kisRequestCount, missedVolume, websocketGapCount } from '../signals/collection.ts';
import type { RuleContext } from './context.ts';
import { kisCases } from './kis.cases.ts';

/** Whether KIS, from which the data comes, answers and keeps streaming. They stand in the group of the calendar. */
export function kisAlerts(context: RuleContext): readonly Alert[] {
  const { thresholds, within, sessionOpenFor } = context;
  const cases = kisCases(context);
  return [
    alert('ObserverKisRequestsFailing', {
      severity: 'warning',
      condition: compare(kisFailureRatio, within('10m'), '>', thresholds.kisFailureRatio)
        .and(where(kisRequestCount(within('10m')), '>=', thresholds.kisMinimumRequests), {
          on: ['namespace', 'job'],
        })
        .and(sessionOpenFor('10m'), { on: ['namespace'] }),
      for: '5m',
      summary: {
        ko: `KIS API 요청 실패율이 ${percent(thresholds.kisFailureRatio)}를 초과함`,
        en: `More than ${percent(thresholds.kisFailureRatio)} of requests to KIS fail.`,
      },
      description: {
        ko: '최근 10분간 실패율 {{ $value | humanizePercentage }}',
        en: 'Failure ratio of the last ten minutes: {{ $value | humanizePercentage }}.',
      },
      ...cases.kisRequestsFailing,
    }),
    alert('ObserverWebSocketGaps', {
      severity: 'warning',
      condition: compare(websocketGapCount, within('15m'), '>=', thresholds.websocketGaps).and(
        sessionOpenFor('15m'),
        { on: ['namespace'] },
      ),
      keepFiringFor: '15m',
      summary: {
        ko: '실시간 스트림이 반복해서 끊김',
        en: 'The real-time stream is interrupted again and again.',
      },
      description: {
        ko: '최근 15분간 {{ printf "%.0f" $value }}번 끊겼습니다. 체결 데이터가 누락되었을 수 있습니다.',
        en: '{{ printf "%.0f" $value }} interruptions within 15 minutes: trades may be missing.',
      },
      ...cases.webSocketGaps,
    }),
    alert('ObserverTradesMissed', {
      severity: 'warning',
      inhibitedBy: [{ alert: 'ObserverWebSocketGaps', equal: ['job'] }],
      condition: compare(missedVolume, within('15m'), '>=', thresholds.missedVolumeShares),
      keepFiringFor: '15m',
      summary: { ko: '스트림에서 체결이 누락됨', en: 'The stream does not deliver all trades.' },
      description: {
        ko: '최근 15분간 체결 수량 {{ printf "%.0f" $value }}주가 누락되었습니다. 다시 받을 수 없습니다.',
        en: 'Trades of {{ printf "%.0f" $value }} shares are missing from the last 15 minutes, for good.',
      },
      ...cases.tradesMissed,
    }),
  ];
}
