import {
  alert,
  compare,
  formatDuration,
  matching,
  type RuleGroup,
  spokenSeconds,
} from 'observability-as-code';
import { absent, select, where } from 'observability-as-code/promql';
import {
  constant,
  firesAt,
  following,
  type GivenSeries,
  given,
  increasing,
  inParts,
  longScenario,
  missing,
  quietAt,
  relabelled,
  type Segment,
  scenario,
} from 'observability-as-code/testing';
import { jsonlFilesWritten, jsonlLastWrite, marketOpen } from '../metrics/observer.ts';
import { filesWritten, marketDisagreement, writeLag } from '../signals/collection.ts';
import { calendarOf } from './calendar/configured.ts';
import { calendarRules } from './calendar/rules.ts';
import type { RuleContext } from './context.ts';
import { kisAlerts } from './kis.ts';
import { ALL_DAY, acrossSessionBoundary, openElsewhere } from './session-scenarios.ts';

/**
 * Whether data arrives. Everything here is silent at night, on weekends and on holidays: the calendar is recorded
 * first, in the same group, so the alerts below read the value of the same instant.
 *
 * Scenarios start at 1970-01-01 00:00 UTC, which is a Thursday, 09:00 in Seoul: the opening bell. The session ends
 * after 390 minutes.
 */
export function dataRules(context: RuleContext): RuleGroup {
  const { config, thresholds, within, sessionOpenFor } = context;
  const calendar = calendarOf(config);
  const lag = spokenSeconds(thresholds.writeLagSeconds);
  return {
    name: 'observer-data',
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
        boundaryTests: {
          given: (phases) => [
            following(jsonlFilesWritten, { ...POD, track: 'a' }, phases, (perWindow, length) =>
              increasing(perWindow / 10, length),
            ),
          ],
          holdsAfter: '1m',
          endsAfter: '2m',
          splitSeries: (series) => inParts(series, OTHER_POD),
          recorded: openElsewhere,
        },
        scenarios: [
          acrossSessionBoundary([files('a', constant(5, ALL_DAY))], { window: '10m', hold: '5m', value: 0 }),
          scenario('files were written seven minutes ago, and none since', {
            given: [files('a', increasing(1, '30m'), constant(29, '1h'))],
            expect: [quietAt('37m'), quietAt('42m'), firesAt('50m', { labels: {}, value: 0 })],
          }),
          scenario('one track is idle, the other writes', {
            given: [files('a', constant(5, '2h')), files('b', increasing(1, '2h'))],
            expect: [quietAt('1h')],
          }),
          longScenario('nothing is written after the closing bell and through the night', {
            given: [files('a', increasing(1, '388m'), constant(388, '1054m'), increasing(1, '2h'))],
            expect: [
              quietAt('385m'),
              quietAt('405m'),
              quietAt('470m'),
              quietAt('1435m'),
              quietAt('1445m'),
              quietAt('1460m'),
            ],
          }),
        ],
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
          ko: '{{ $labels.namespace }}의 {{ $labels.job }}이 observer_jsonl_files_written_total을 내보내지 않습니다. 수집기가 죽었을 수 있습니다.',
          en: '{{ $labels.job }} in {{ $labels.namespace }} no longer exports observer_jsonl_files_written_total: the collector may be dead.',
        },
        boundaryTests: {
          given: (phases) => [
            following(jsonlFilesWritten, { ...POD, track: 'a' }, phases, (isMissing, length) =>
              isMissing > 0 ? missing(length) : increasing(1, length),
            ),
          ],
          holdsAfter: '0m',
          absence: 'fires',
          recorded: openElsewhere,
        },
        scenarios: [acrossSessionBoundary([], { window: '5m', hold: '5m', value: 1 })],
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
        boundaryTests: {
          given: (phases) => [
            following(jsonlLastWrite, { ...POD, track: 'b' }, phases, (lag, length, elapsed) =>
              increasing(60, length, elapsed - lag),
            ),
          ],
          holdsAfter: '0m',
          endsAfter: '1m',
          labels: { track: 'b' },
          otherInstance: { track: 'a' },
          // A pod that was replaced wrote its last record long ago.
          splitSeries: (series, seriesAt) => [
            ...series,
            ...relabelled(seriesAt(thresholds.writeLagSeconds * 3), OTHER_POD),
          ],
          recorded: openElsewhere,
        },
        scenarios: [
          acrossSessionBoundary([lastWrite(increasing(60, ALL_DAY, -3 * thresholds.writeLagSeconds))], {
            window: formatDuration(thresholds.writeLagSeconds * 2000),
            hold: '5m',
            value: 3 * thresholds.writeLagSeconds,
            labels: { track: 'b' },
          }),
          longScenario('the last record of a track was written ten minutes before the closing bell', {
            given: [lastWrite(increasing(60, '380m'), constant(380 * 60, '10h'))],
            expect: [quietAt('380m'), quietAt('390m'), quietAt('420m')],
          }),
        ],
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
        boundaryTests: {
          given: (phases) => [
            following(marketOpen, POD, phases, (difference, length) => constant(1 + difference, length)),
          ],
          holdsAfter: '0m',
          firing: -1,
          quiet: 0,
          splitSeries: (series, seriesAt) => [
            ...series,
            ...relabelled(seriesAt(-1), OTHER_POD),
            // Of one mind with the first.
            ...relabelled(series, { ...OTHER_POD, pod: 'observer-2' }),
          ],
          recorded: openElsewhere,
        },
        scenarios: [
          longScenario('the observer believes the market to be open after the closing bell', {
            given: [given(marketOpen, POD, constant(1, '10h'))],
            expect: [quietAt('385m'), firesAt('430m', { labels: {}, value: 1 })],
          }),
        ],
      }),
    ],
  };
}

const POD = { instance: '10.1.0.7:8000', pod: 'observer-0' } as const;
const OTHER_POD = { instance: '10.1.0.8:8000', pod: 'observer-1' } as const;

type Segments = readonly [Segment, ...Segment[]];

const files = (track: 'a' | 'b', ...segments: Segments): GivenSeries =>
  given(jsonlFilesWritten, { ...POD, track }, ...segments);

const lastWrite = (...segments: Segments): GivenSeries =>
  given(jsonlLastWrite, { ...POD, track: 'b' }, ...segments);
