import { exampleValues } from '../../define/examples.ts';
import type { Indicator } from '../../define/objective/index.ts';
import { type Signal, signal } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import {
  divide,
  histogramQuantile,
  type InstantVector,
  increase,
  matches,
  multiply,
  or,
  rate,
  type Scope,
  select,
  sum,
  where,
} from '../../promql/index.ts';
import { countedEvents, timedEvents } from '../objectives/indicators.ts';
import type { HttpMetrics } from './metrics.ts';

export interface HttpSignals {
  readonly requestRate: Signal;
  readonly errorRatio: Signal<'namespace' | 'job'>;
  /** A quantile of the response time over all routes. */
  latency(quantile: number): Signal<'namespace' | 'job'>;
  readonly errorRateByRoute: Signal;
  readonly latencyByRoute: Signal;
  /** The number of requests behind a ratio: with few, one error is a large ratio. */
  requestCount(scope: Scope): InstantVector<'namespace' | 'job'>;
  /** For an objective: no answer with a 5xx status. */
  readonly availability: Indicator;
  /** For an objective: an answer within this time, a bound of the histogram's buckets. */
  answeredWithin(seconds: number): Indicator;
}

export function httpSignals({ requests, duration, status, route }: HttpMetrics): HttpSignals {
  const failed = { [status]: matches('5..') };
  const example = exampleValues(requests.domains, route);
  const availability = countedEvents({
    events: requests,
    errors: failed,
    examples: { good: { ...example, [status]: '200' }, bad: { ...example, [status]: '500' } },
  });
  return {
    requestRate: signal(
      'http-request-rate',
      libraryText({
        ko: '초당 HTTP 요청 수를 상태 코드별로 보여줍니다.',
        en: 'HTTP requests per second by status code.',
      }),
      (scope) => sum(rate(select(scope, requests), scope.window), [status]),
    ),

    // Before the first 5xx, errors count as 0 and are not missing. Without traffic the ratio is empty, not
    // NaN, which would make every average over it NaN.
    errorRatio: signal(
      'http-error-ratio',
      libraryText({
        ko: '전체 HTTP 요청 가운데 5xx로 끝난 비율입니다. 요청이 없으면 값도 없습니다.',
        en: 'Share of HTTP requests that ended with a 5xx status; without requests there is no value.',
      }),
      (scope) => {
        const errors = availability.counted.rate(scope);
        const all = availability.total(scope);
        return divide(or(errors, multiply(all, 0)), where(all, '>', 0));
      },
    ),

    latency: (quantile) =>
      signal(
        `http-latency-p${quantile * 100}`,
        libraryText({
          ko: `HTTP 요청의 ${quantile * 100}%가 이 시간 안에 응답을 받았습니다.`,
          en: `${quantile * 100} % of HTTP requests were answered within this time.`,
        }),
        (scope) =>
          histogramQuantile(
            quantile,
            sum(rate(select(scope, duration.bucket), scope.window), ['namespace', 'job', 'le']),
            'seconds',
          ),
      ),

    errorRateByRoute: signal(
      'http-error-rate-by-route',
      libraryText({
        ko: '경로와 상태 코드별 초당 5xx 응답 수입니다.',
        en: '5xx answers per second by route and status code.',
      }),
      (scope) => sum(rate(select(scope, requests, failed), scope.window), [...route, status]),
    ),

    latencyByRoute: signal(
      'http-latency-by-route',
      libraryText({ ko: '경로별 P99 응답 시간입니다.', en: 'P99 of the time to answer, by route.' }),
      (scope) =>
        histogramQuantile(
          0.99,
          sum(rate(select(scope, duration.bucket), scope.window), [...route, 'le']),
          'seconds',
        ),
    ),

    requestCount: (scope) => sum(increase(select(scope, requests), scope.window), ['namespace', 'job']),

    availability,
    answeredWithin: (seconds) => timedEvents({ events: duration, within: seconds, example }),
  };
}
