import { alert, type RuleGroup, when } from '../generators/definitions/rules.ts';
import { counting, firesAt, given, level, quietAt, scenario } from '../generators/definitions/scenario.ts';
import { where } from '../generators/promql/index.ts';
import { httpRequestDuration, httpRequests } from '../metrics/observer.ts';
import { httpErrorRatio, httpLatency, httpRequestCount } from '../signals/http.ts';
import { percent, type RuleContext, spoken } from './context.ts';

/** What the users of the observer's HTTP API notice. */
export function httpRules({ thresholds, within }: RuleContext): RuleGroup {
  const enoughRequests = where(httpRequestCount(within('5m')), '>=', thresholds.httpMinimumRequests);
  const answered = (status: string, perMinute: number) =>
    given(httpRequests, { method: 'GET', endpoint: '/status', status }, counting(perMinute, '30m'));
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
        scenarios: [
          scenario('one answer in ten is a 5xx, for half an hour', {
            given: [answered('200', 54), answered('500', 6)],
            expect: [quietAt('3m'), firesAt('12m', { labels: {}, value: 0.1 })],
          }),
          scenario('all answers are fine', {
            given: [answered('200', 60)],
            expect: [quietAt('20m')],
          }),
          scenario('two requests a minute fail, which is too few to judge', {
            given: [answered('500', 2)],
            expect: [quietAt('20m')],
          }),
          scenario('another environment fails', {
            given: [
              answered('200', 60),
              given(
                httpRequests,
                { namespace: 'another', method: 'GET', endpoint: '/status', status: '500' },
                counting(60, '30m'),
              ),
            ],
            expect: [quietAt('20m')],
          }),
          scenario('the errors end', {
            given: [
              answered('200', 54),
              given(
                httpRequests,
                { method: 'GET', endpoint: '/status', status: '500' },
                counting(6, '15m'),
                level(90, '15m'),
              ),
            ],
            expect: [firesAt('14m', { labels: {}, value: 0.1 }), quietAt('24m')],
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
        scenarios: [
          scenario('every request takes between one and two and a half seconds', {
            given: [answered('200', 60), bucket('1', 0), bucket('2.5', 60), bucket('+Inf', 60)],
            // Within a bucket promtool interpolates: 1 s + 0.99 × 1.5 s.
            expect: [quietAt('8m'), firesAt('20m', { labels: {}, value: 2.485 })],
          }),
          scenario('every request takes less than half a second', {
            given: [
              answered('200', 60),
              bucket('0.5', 60),
              bucket('1', 60),
              bucket('2.5', 60),
              bucket('+Inf', 60),
            ],
            expect: [quietAt('25m')],
          }),
          scenario('one slow request a minute, which is too few to judge', {
            given: [answered('200', 1), bucket('1', 0), bucket('2.5', 1), bucket('+Inf', 1)],
            expect: [quietAt('25m')],
          }),
        ],
      }),
    ],
  };
}

function bucket(le: string, perMinute: number) {
  return given(
    httpRequestDuration.bucket,
    { method: 'GET', endpoint: '/status', le },
    perMinute === 0 ? level(0, '30m') : counting(perMinute, '30m'),
  );
}
