import { following } from '../generators/definitions/dial.ts';
import { alert, type RuleGroup, when } from '../generators/definitions/rules.ts';
import { counting, firesAt, given, quietAt, scenario } from '../generators/definitions/scenario.ts';
import { where } from '../generators/promql/index.ts';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { httpErrorRatio, httpLatency, httpRequestCount } from '../signals/http.ts';
import { percent, type RuleContext, spoken } from './context.ts';
import { histogramOf } from './histogram.ts';

/** What the users of the observer's HTTP API notice. */
export function httpRules({ thresholds, within }: RuleContext): RuleGroup {
  const enoughRequests = where(httpRequestCount(within('5m')), '>=', thresholds.httpMinimumRequests);
  const enough = thresholds.httpMinimumRequests;
  /** Requests a minute, of which the alerts have enough at once. */
  const plenty = enough * 4;
  const latency = spoken(thresholds.httpLatencySeconds);
  return {
    name: 'observer-http',
    rules: [
      alert('ObserverHighErrorRate', {
        severity: 'critical',
        condition: when(httpErrorRatio, within('5m'), '>', thresholds.httpErrorRatio).and(enoughRequests, {
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
        dial: {
          given: (phases) => [
            following(httpRequests, request('200'), phases, (ratio, length) =>
              counting(plenty * (1 - ratio), length),
            ),
            following(httpRequests, request('500'), phases, (ratio, length) =>
              counting(plenty * ratio, length),
            ),
          ],
          holdsAfter: '1m',
          calm: 0,
        },
        scenarios: [
          scenario('all requests fail, but they are too few to judge', {
            given: [given(httpRequests, request('500'), counting((enough / 5) * 0.95, '30m'))],
            expect: [quietAt('25m')],
          }),
          scenario('all requests fail, and they are just enough to judge', {
            given: [given(httpRequests, request('500'), counting((enough / 5) * 1.05, '30m'))],
            expect: [firesAt('25m', { labels: {}, value: 1 })],
          }),
        ],
      }),
      alert('ObserverHighLatency', {
        severity: 'warning',
        condition: when(httpLatency(0.99), within('5m'), '>', thresholds.httpLatencySeconds).and(
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
        dial: {
          given: (phases) => [
            following(httpRequests, request('200'), phases, (_, length) => counting(plenty, length)),
            ...histogramOf(
              httpRequestDuration,
              { ...POD, method: 'GET', endpoint: '/status' },
              phases,
              plenty,
            ),
          ],
          holdsAfter: '1m',
          calm: 0.01,
        },
        scenarios: [
          scenario('requests are slow, but too few to judge', {
            given: [
              given(httpRequests, request('200'), counting((enough / 5) * 0.95, '40m')),
              ...histogramOf(
                httpRequestDuration,
                { ...POD, method: 'GET', endpoint: '/status' },
                [{ value: thresholds.httpLatencySeconds * 2, length: '40m' }],
                1,
              ),
            ],
            expect: [quietAt('35m')],
          }),
        ],
      }),
    ],
  };
}

const POD = { instance: '10.1.0.7:8000', pod: 'observer-0' } as const;

const request = (status: string) => ({ ...POD, method: 'GET', endpoint: '/status', status }) as const;
