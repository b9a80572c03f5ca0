import { signal } from 'observability-as-code';
import {
  divide,
  histogramQuantile,
  increase,
  matches,
  multiply,
  or,
  rate,
  type Scope,
  select,
  sum,
  where,
} from 'observability-as-code/promql';
import { activeConnections, httpRequestDuration, httpRequests } from '../metrics/observer.ts';

const requestRate = (scope: Scope) =>
  sum(rate(select(scope, httpRequests), scope.window), ['namespace', 'job']);

export const httpRequestRate = signal(
  'http-request-rate',
  {
    ko: '초당 HTTP 요청 수를 상태 코드별로 보여줍니다.',
    en: 'HTTP requests per second by status code.',
  },
  (scope) => sum(rate(select(scope, httpRequests), scope.window), ['status']),
);

/**
 * Errors count as 0, not as missing, before the first 5xx; without traffic the ratio is empty, not NaN: NaN would
 * poison every average over it.
 */
export const httpErrorRatio = signal(
  'http-error-ratio',
  {
    ko: '전체 HTTP 요청 가운데 5xx로 끝난 비율입니다. 요청이 없으면 값도 없습니다.',
    en: 'Share of HTTP requests that ended with a 5xx status; without requests there is no value.',
  },
  (scope) => {
    const errors = sum(rate(select(scope, httpRequests, { status: matches('5..') }), scope.window), [
      'namespace',
      'job',
    ]);
    const requests = requestRate(scope);
    return divide(or(errors, multiply(requests, 0)), where(requests, '>', 0));
  },
);

/** The quantile of the time to answer, over all routes. */
export const httpLatency = (quantile: number) =>
  signal(
    `http-latency-p${quantile * 100}`,
    {
      ko: `HTTP 요청의 ${quantile * 100}%가 이 시간 안에 응답을 받았습니다.`,
      en: `${quantile * 100} % of HTTP requests were answered within this time.`,
    },
    (scope) =>
      histogramQuantile(
        quantile,
        sum(rate(select(scope, httpRequestDuration.bucket), scope.window), ['namespace', 'job', 'le']),
        'seconds',
      ),
  );

/** How many requests a judgement rests on: with few, one error is a large ratio. */
export const httpRequestCount = (scope: Scope) =>
  sum(increase(select(scope, httpRequests), scope.window), ['namespace', 'job']);

export const activeConnectionCount = signal(
  'active-connections',
  {
    ko: 'WebSocket 스트림에 연결된 클라이언트 수입니다.',
    en: 'Clients connected to the WebSocket stream.',
  },
  (scope) => sum(select(scope, activeConnections), ['namespace', 'job', 'pod']),
);

export const httpErrorRateByRoute = signal(
  'http-error-rate-by-route',
  {
    ko: '경로와 상태 코드별 초당 5xx 응답 수입니다.',
    en: '5xx answers per second by route and status code.',
  },
  (scope) =>
    sum(rate(select(scope, httpRequests, { status: matches('5..') }), scope.window), [
      'method',
      'endpoint',
      'status',
    ]),
);

export const httpLatencyByRoute = signal(
  'http-latency-by-route',
  { ko: '경로별 P99 응답 시간입니다.', en: 'P99 of the time to answer, by route.' },
  (scope) =>
    histogramQuantile(
      0.99,
      sum(rate(select(scope, httpRequestDuration.bucket), scope.window), ['method', 'endpoint', 'le']),
      'seconds',
    ),
);
