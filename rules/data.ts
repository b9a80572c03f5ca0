import {
  alert,
  compare,
  formatDuration,
  type Inhibitor,
  matching,
  type RuleGroup,
  spokenSeconds,
  spokenValue,
} from 'observability-as-code';
import { absent, select, where } from 'observability-as-code/promql';
import { jsonlFilesWritten } from '../metrics/observer.ts';
import { calendarMismatch, filesWritten, marketDisagreement, writeLag } from '../signals/collection.ts';
import { calendarOf } from './calendar/configured.ts';
import { calendarRules } from './calendar/rules.ts';
import type { RuleContext } from './context.ts';
import { dataCases } from './data.cases.ts';
import { kisAlerts } from './kis.ts';
import { writingAlerts } from './writing.ts';

/** What keeps all tracks from writing. */
const STOPS: readonly Inhibitor[] = [
  { alert: 'ObserverTokenIssueFailing', equal: ['job'] },
  { alert: 'ObserverWriteErrors', equal: ['job'] },
];

/**
 * Whether data arrives. What waits for data is silent at night, on weekends and on holidays: the calendar is recorded
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
        severity: 'critical',
        inhibitedBy: [...STOPS, { alert: 'ObserverWriteLag', equal: ['job'] }],
        condition: compare(filesWritten, within('10m'), '==', 0).and(sessionOpenFor('10m'), {
          on: ['namespace'],
        }),
        for: '5m',
        summary: {
          ko: 'JSONL 파일이 10분간 생성되지 않음',
          en: 'No JSONL file was written for ten minutes.',
        },
        description: {
          ko: '데이터 수집이 중단되었을 가능성이 있습니다. ({{ $labels.namespace }}/{{ $labels.job }}: 10분간 {{ printf "%.0f" $value }}개)',
          en: 'Collection may have stopped ({{ $labels.namespace }}/{{ $labels.job }}: {{ printf "%.0f" $value }} files in ten minutes).',
        },
        ...cases.noDataWritten,
      }),
      alert('ObserverMetricsAbsent', {
        severity: 'critical',
        inhibitedBy: [{ alert: 'ObserverTargetDown' }, { alert: 'ObserverTargetMissing' }],
        condition: matching(absent(select(within('5m'), jsonlFilesWritten))).and(sessionOpenFor('5m'), {
          on: ['namespace'],
        }),
        // Later than the alerts that lead it.
        for: '10m',
        panel: 'jsonl-files-written',
        summary: {
          ko: '장중에 수집 메트릭이 사라짐',
          en: 'The metrics of the collection are gone while the market is open.',
        },
        description: {
          ko: '{{ $labels.namespace }}/{{ $labels.job }}: observer_jsonl_files_written_total이 없어 수집 여부를 알 수 없습니다.',
          en: '{{ $labels.namespace }}/{{ $labels.job }} exports no observer_jsonl_files_written_total: nobody can tell whether it collects.',
        },
        ...cases.metricsAbsent,
      }),
      alert('ObserverWriteLag', {
        severity: 'critical',
        inhibitedBy: STOPS,
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
          ko: `트랙 {{ $labels.track }}: 마지막 기록 후 ${spokenValue.ko} 지남`,
          en: `Track {{ $labels.track }}: ${spokenValue.en} since the last record.`,
        },
        ...cases.writeLag,
      }),
      ...writingAlerts(context),
      ...kisAlerts(context),
      alert('ObserverMarketCalendarDisagrees', {
        severity: 'warning',
        condition: matching(where(marketDisagreement(within('5m')), '!=', 0)),
        for: '30m',
        panel: 'market-session',
        summary: {
          ko: 'observer와 캘린더의 장 운영 판단이 다름',
          en: 'The observer and the calendar disagree about the market.',
        },
        description: {
          ko: '차이 {{ printf "%.0f" $value }} (1: observer만 장중, -1: 캘린더만 장중). 임시 휴장일이나 특별 거래일인지 확인하세요.',
          en: 'Difference {{ printf "%.0f" $value }} (1: only the observer says open, -1: only the calendar). Is it an extraordinary closure, or are there special hours?',
        },
        ...cases.marketCalendarDisagrees,
      }),
      alert('ObserverCalendarOutdated', {
        severity: 'warning',
        condition: compare(calendarMismatch, within('5m'), '==', 1),
        for: '1h',
        summary: {
          ko: '앞으로의 거래일을 KIS와 캘린더가 다르게 봄',
          en: 'KIS and the calendar differ about a day to come.',
        },
        description: {
          ko: '{{ $labels.job }}: 앞으로 몇 주 안에 캘린더와 KIS가 다르게 보는 날이 있습니다. 그날 전에 캘린더를 고치세요.',
          en: '{{ $labels.job }}: they differ about a day of the next weeks. Correct the calendar before that day.',
        },
        ...cases.calendarOutdated,
      }),
    ],
  };
}
