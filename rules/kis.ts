import { type Alert, alert, compare, percent } from 'observability-as-code';
import { where } from 'observability-as-code/promql';
import {
  constant,
  firesAt,
  following,
  type GivenSeries,
  given,
  increasing,
  inParts,
  quietAt,
  type Segment,
  scenario,
} from 'observability-as-code/testing';
import { kisRequests, websocketGaps } from '../metrics/observer.ts';
import { kisFailureRatio, kisRequestCount, websocketGapCount } from '../signals/collection.ts';
import type { RuleContext } from './context.ts';
import { ALL_DAY, acrossSessionBoundary, openElsewhere } from './session-scenarios.ts';

/** Whether KIS, from which the data comes, answers and keeps streaming. They stand in the group of the calendar. */
export function kisAlerts({ thresholds, within, sessionOpenFor }: RuleContext): readonly Alert[] {
  const enough = thresholds.kisMinimumRequests;
  /** Requests a minute, of which the alert has enough at once. */
  const plenty = enough * 4;
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
      boundaryTests: {
        given: (phases) => [
          following(kisRequests, { ...POD, result: 'success' }, phases, (ratio, length) =>
            increasing(plenty * (1 - ratio), length),
          ),
          following(kisRequests, { ...POD, result: 'rejected' }, phases, (ratio, length) =>
            increasing(plenty * ratio, length),
          ),
        ],
        holdsAfter: '1m',
        normalValue: 0,
        splitSeries: (series) => inParts(series, OTHER_POD),
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary(
          [kis('success', constant(0, ALL_DAY)), kis('rejected', increasing(plenty, ALL_DAY))],
          {
            window: '10m',
            hold: '5m',
            value: 1,
          },
        ),
        scenario('all requests fail, but they are too few to judge', {
          given: [kis('success', constant(0, '1h')), kis('rejected', increasing((enough / 10) * 0.95, '1h'))],
          expect: [quietAt('45m')],
        }),
        scenario('all requests fail, and they are just enough to judge', {
          given: [kis('success', constant(0, '1h')), kis('rejected', increasing((enough / 10) * 1.05, '1h'))],
          expect: [firesAt('45m', { labels: {}, value: 1 })],
        }),
        scenario('all requests fail, those of two pods are just enough to judge, and one of them restarts', {
          given: inParts(
            [
              kis('success', constant(0, '1h')),
              kis(
                'rejected',
                increasing((enough / 10) * 1.05, '42m'),
                increasing((enough / 10) * 1.05, '18m', (enough / 10) * 1.05),
              ),
            ],
            OTHER_POD,
          ),
          expect: [firesAt('45m', { labels: {}, value: 1 })],
        }),
      ],
    }),
    alert('ObserverWebSocketGaps', {
      severity: 'warning',
      condition: compare(websocketGapCount, within('15m'), '>=', thresholds.websocketGaps).and(
        sessionOpenFor('15m'),
        {
          on: ['namespace'],
        },
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
      boundaryTests: {
        given: (phases) => [
          following(websocketGaps, POD, phases, (perWindow, length) => increasing(perWindow / 15, length)),
        ],
        holdsAfter: '15m',
        endsAfter: '0m',
        normalValue: 0,
        splitSeries: (series) => inParts(series, OTHER_POD),
        recorded: openElsewhere,
      },
      scenarios: [
        acrossSessionBoundary([given(websocketGaps, POD, increasing(1, ALL_DAY))], {
          window: '15m',
          keep: '15m',
          value: 15,
        }),
        scenario('the observer restarts between one interruption and the next', {
          given: [
            given(websocketGaps, POD, constant(9, '30m'), increasing(thresholds.websocketGaps / 3, '10m', 0)),
          ],
          expect: [quietAt('29m'), firesAt('38m', { labels: {} })],
        }),
      ],
    }),
  ];
}

const POD = { instance: '10.1.0.7:8000', pod: 'observer-0' } as const;
const OTHER_POD = { instance: '10.1.0.8:8000', pod: 'observer-1' } as const;

const kis = (
  result: 'success' | 'rate_limited' | 'rejected',
  ...segments: readonly [Segment, ...Segment[]]
): GivenSeries => given(kisRequests, { ...POD, result }, ...segments);
