import { alert, compare, type Duration, percent, type RuleGroup, spokenSeconds } from 'observability-as-code';
import { where } from 'observability-as-code/promql';
import {
  firesAt,
  following,
  type GivenSeries,
  given,
  histogramOf,
  increasing,
  inParts,
  quietAt,
  scenario,
} from 'observability-as-code/testing';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { httpErrorRatio, httpLatency, httpRequestCount } from '../signals/http.ts';
import type { RuleContext } from './context.ts';

/** What the users of the observer's HTTP API notice. */
export function httpRules({ thresholds, within }: RuleContext): RuleGroup {
  const enoughRequests = where(httpRequestCount(within('5m')), '>=', thresholds.httpMinimumRequests);
  const enough = thresholds.httpMinimumRequests;
  /** Requests a minute, of which the alerts have enough at once. */
  const plenty = enough * 4;
  const latency = spokenSeconds(thresholds.httpLatencySeconds);
  /** All of them take twice as long as they may. Some are counted until the given time only. */
  const slowRequests = (perMinute: number, until: Duration = '40m'): readonly GivenSeries[] => [
    given(httpRequests, request('200'), increasing(perMinute, until), increasing(0, '40m')),
    ...histogramOf(
      httpRequestDuration,
      { ...POD, method: 'GET', endpoint: '/status' },
      [{ value: thresholds.httpLatencySeconds * 2, length: '40m' }],
      1,
    ),
  ];
  return {
    name: 'observer-http',
    rules: [
      alert('ObserverHighErrorRate', {
        severity: 'critical',
        condition: compare(httpErrorRatio, within('5m'), '>', thresholds.httpErrorRatio).and(enoughRequests, {
          on: ['namespace', 'job'],
        }),
        for: '5m',
        summary: {
          ko: `HTTP 5xx 에러율이 ${percent(thresholds.httpErrorRatio)}를 초과함`,
          en: `More than ${percent(thresholds.httpErrorRatio)} of HTTP requests end with a 5xx status.`,
        },
        description: {
          ko: '최근 5분간 에러율: {{ $value | humanizePercentage }} ({{ $labels.namespace }}/{{ $labels.job }})',
          en: 'Error ratio of the last five minutes: {{ $value | humanizePercentage }} ({{ $labels.namespace }}/{{ $labels.job }}).',
        },
        boundaryTests: {
          given: (phases) => [
            following(httpRequests, request('200'), phases, (ratio, length) =>
              increasing(plenty * (1 - ratio), length),
            ),
            following(httpRequests, request('500'), phases, (ratio, length) =>
              increasing(plenty * ratio, length),
            ),
          ],
          holdsAfter: '1m',
          normalValue: 0,
          extremeValue: 1,
          splitSeries: (series) => inParts(series, OTHER_POD),
        },
        scenarios: [
          scenario('all requests fail, but they are too few to judge', {
            given: [given(httpRequests, request('500'), increasing((enough / 5) * 0.95, '30m'))],
            expect: [quietAt('25m')],
          }),
          scenario('all requests fail, and those of two pods are just enough to judge', {
            given: inParts(
              [given(httpRequests, request('500'), increasing((enough / 5) * 1.05, '30m'))],
              OTHER_POD,
            ),
            expect: [firesAt('25m', { labels: {}, value: 1 })],
          }),
          scenario('the pods restart while all requests fail', {
            given: [
              given(
                httpRequests,
                request('500'),
                increasing((enough / 5) * 1.05, '24m'),
                increasing((enough / 5) * 1.05, '6m', (enough / 5) * 1.05),
              ),
            ],
            expect: [firesAt('25m', { labels: {}, value: 1 })],
          }),
        ],
      }),
      alert('ObserverHighLatency', {
        severity: 'warning',
        condition: compare(httpLatency(0.99), within('5m'), '>', thresholds.httpLatencySeconds).and(
          enoughRequests,
          {
            on: ['namespace', 'job'],
          },
        ),
        for: '10m',
        summary: {
          ko: `HTTP 응답 시간 P99가 ${latency.ko}를 초과함`,
          en: `The slowest hundredth of HTTP requests takes more than ${latency.en}.`,
        },
        description: {
          ko: '최근 5분간 P99: {{ $value | humanizeDuration }} ({{ $labels.namespace }}/{{ $labels.job }})',
          en: 'P99 of the last five minutes: {{ $value | humanizeDuration }} ({{ $labels.namespace }}/{{ $labels.job }}).',
        },
        boundaryTests: {
          given: (phases) => [
            following(httpRequests, request('200'), phases, (_, length) => increasing(plenty, length)),
            ...histogramOf(
              httpRequestDuration,
              { ...POD, method: 'GET', endpoint: '/status' },
              phases,
              plenty,
            ),
          ],
          holdsAfter: '1m',
          normalValue: 0.01,
          extremeValue: SLOWEST,
          splitSeries: (series) => inParts(series, OTHER_POD),
        },
        scenarios: [
          scenario('requests are slow, but too few to judge', {
            given: slowRequests((enough / 5) * 0.95),
            expect: [quietAt('35m')],
          }),
          scenario('requests are slow, and those of two pods are just enough to judge', {
            given: inParts(slowRequests((enough / 5) * 1.05), OTHER_POD),
            expect: [firesAt('35m', { labels: {} })],
          }),
          scenario('one pod of two is slow, and answers one request in ten', {
            given: [
              given(httpRequests, request('200'), increasing(plenty, '40m')),
              ...histogramOf(
                httpRequestDuration,
                { ...POD, method: 'GET', endpoint: '/status' },
                [{ value: 0.01, length: '40m' }],
                plenty * 0.9,
              ),
              ...histogramOf(
                httpRequestDuration,
                { ...OTHER_POD, method: 'GET', endpoint: '/status' },
                [{ value: SLOWEST, length: '40m' }],
                plenty * 0.1,
              ),
            ],
            expect: [firesAt('35m', { labels: {} })],
          }),
          scenario('requests are slow, and the last of them are long enough ago to be too few', {
            given: slowRequests((enough / 2.5) * 1.05, '20m'),
            expect: [firesAt('20m', { labels: {} }), quietAt('23m')],
          }),
        ],
      }),
    ],
  };
}

/** Seconds; within the last bucket that has an end. */
const SLOWEST = 9;

const POD = { instance: '10.1.0.7:8000', pod: 'observer-0' } as const;

const OTHER_POD = { instance: '10.1.0.8:8000', pod: 'observer-1' } as const;

const request = (status: string) => ({ ...POD, method: 'GET', endpoint: '/status', status }) as const;
