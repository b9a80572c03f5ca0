import {
  alert,
  compare,
  formatDuration,
  matching,
  type RuleGroup,
  spokenSeconds,
} from 'observability-as-code';
import { absent, select, where } from 'observability-as-code/promql';
import { jsonlFilesWritten } from '../metrics/observer.ts';
import { filesWritten, marketDisagreement, writeLag } from '../signals/collection.ts';
import { calendarOf } from './calendar/configured.ts';
import { calendarRules } from './calendar/rules.ts';
import type { RuleContext } from './context.ts';
import { dataCases } from './data.cases.ts';
import { kisAlerts } from './kis.ts';

/**
 * Whether data arrives. Everything here is silent at night, on weekends and on holidays: the calendar is recorded
 * first, in the same group, so the alerts below read the value of the same instant.
 */
export function dataRules(context: RuleContext): RuleGroup {
  const { config, thresholds, within, sessionOpenFor } = context;
  const calendar = calendarOf(config);
  const cases = dataCases(context);
  const lag = spokenSeconds(thresholds.writeLagSeconds);
  return {
    name: `${config.app}-data`,
    rules: [
      ...calendarRules(calendar, within('5m'), config),
      alert('ObserverNoDataWritten', {
        severity: 'warning',
        condition: compare(filesWritten, within('10m'), '==', 0).and(sessionOpenFor('10m'), {
          on: ['namespace'],
        }),
        for: '5m',
        panel: 'jsonl-write-throughput',
        summary: {
          ko: 'JSONL 파일이 10분간 생성되지 않음',
          en: 'No JSONL file was written for ten minutes.',
        },
        description: {
          ko: '데이터 수집이 중단되었을 가능성이 있습니다. ({{ $labels.namespace }}/{{ $labels.job }}: 10분간 {{ $value | humanize }}개)',
          en: 'Collection may have stopped ({{ $labels.namespace }}/{{ $labels.job }}: {{ $value | humanize }} files in ten minutes).',
        },
        ...cases.noDataWritten,
      }),
      alert('ObserverMetricsAbsent', {
        severity: 'critical',
        condition: matching(absent(select(within('5m'), jsonlFilesWritten))).and(sessionOpenFor('5m'), {
          on: ['namespace'],
        }),
        for: '5m',
        panel: 'jsonl-write-throughput',
        summary: {
          ko: '장중에 수집 메트릭이 사라짐',
          en: 'The metrics of the collection are gone while the market is open.',
        },
        description: {
          ko: '{{ $labels.namespace }}/{{ $labels.job }}에서 observer_jsonl_files_written_total이 더 이상 나오지 않습니다. 수집기가 죽었을 수 있습니다.',
          en: '{{ $labels.job }} in {{ $labels.namespace }} no longer exports observer_jsonl_files_written_total: the collector may be dead.',
        },
        ...cases.metricsAbsent,
      }),
      alert('ObserverWriteLag', {
        severity: 'warning',
        condition: compare(writeLag, within('5m'), '>', thresholds.writeLagSeconds).and(
          sessionOpenFor(formatDuration(thresholds.writeLagSeconds * 2000)),
          { on: ['namespace'] },
        ),
        // The closing auction (15:20–15:30) has no trades: a lag of its length must end with the session.
        for: '5m',
        summary: {
          ko: `장중에 ${lag.ko} 넘게 기록이 없음`,
          en: `A track wrote nothing for ${lag.en} with the market open.`,
        },
        description: {
          ko: '트랙 {{ $labels.track }}: 마지막 기록 이후 {{ $value | humanizeDuration }} 지났습니다.',
          en: 'Track {{ $labels.track }}: {{ $value | humanizeDuration }} since the last record.',
        },
        ...cases.writeLag,
      }),
      ...kisAlerts(context),
      alert('ObserverMarketCalendarDisagrees', {
        severity: 'warning',
        condition: matching(where(marketDisagreement(within('5m')), '!=', 0)),
        for: '30m',
        panel: 'market-session',
        summary: {
          ko: '수집기와 캘린더의 장 운영 판단이 다름',
          en: 'The observer and the calendar disagree about the market.',
        },
        description: {
          ko: '차이: {{ $value | humanize }} (1: 수집기만 개장, -1: 캘린더만 개장). 임시 휴장이나 특별 거래일일 수 있습니다.',
          en: 'Difference: {{ $value | humanize }} (1: only the observer says open, -1: only the calendar). It may be an extraordinary closure or special hours.',
        },
        ...cases.marketCalendarDisagrees,
      }),
    ],
  };
}
