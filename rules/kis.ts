import { type Alert, alert, compare, percent } from 'observability-as-code';
import { where } from 'observability-as-code/promql';
import { kisFailureRatio, kisRequestCount, websocketGapCount } from '../signals/collection.ts';
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
        ko: `KIS API 요청의 ${percent(thresholds.kisFailureRatio)} 넘게 실패함`,
        en: `More than ${percent(thresholds.kisFailureRatio)} of requests to KIS fail.`,
      },
      description: {
        ko: '최근 10분간 실패율: {{ $value | humanizePercentage }}',
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
      panel: 'websocket-stream',
      keepFiringFor: '15m',
      summary: {
        ko: '실시간 스트림이 반복해서 끊김',
        en: 'The real-time stream is interrupted again and again.',
      },
      description: {
        ko: '최근 15분간 {{ $value | humanize }}번 끊겼습니다. 체결 데이터가 누락되었을 수 있습니다.',
        en: '{{ $value | humanize }} interruptions within 15 minutes: trades may be missing.',
      },
      ...cases.webSocketGaps,
    }),
  ];
}
