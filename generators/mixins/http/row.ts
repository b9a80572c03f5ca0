import { type Panel, plot, type Row, row, stat, timeseries } from '../../define/dashboard.ts';
import { shownAs } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import { where } from '../../promql/index.ts';
import type { HttpMetrics } from './metrics.ts';
import type { HttpSignals } from './signals.ts';

const IDLE = libraryText({ ko: '요청 없음', en: 'no requests' });

const SUMMARY = { isSummary: true, width: 4, height: 4 } as const;

export interface HttpPanels {
  readonly requestRate: Panel;
  readonly errorRate: Panel;
  readonly latency: Panel;
  /** The error ratio and the P99 as large numbers, to look at first. */
  readonly errors: Panel;
  readonly p99: Panel;
}

/** Without requests the quantile is NaN, which a single number would show. */
const measuredP99 = ({ latency }: HttpSignals) => {
  const p99 = latency(0.99);
  return shownAs(p99, p99.meaning, (scope) => where(p99.query(scope), '>=', 0));
};

export function httpPanels(signals: HttpSignals, { status }: Pick<HttpMetrics, 'status'>): HttpPanels {
  return {
    requestRate: timeseries({
      key: 'http-request-rate',
      title: 'HTTP Request Rate',
      description: {
        bad: libraryText({
          ko: '평소보다 갑자기 줄거나 늘면 상류나 클라이언트에 문제가 있을 수 있습니다.',
          en: 'A sudden fall or jump against the usual level.',
        }),
        next: libraryText({
          ko: '상태 코드별로 나누어 보고 HTTP Error Rate와 비교하세요.',
          en: 'Split by status and compare with HTTP Error Rate.',
        }),
      },
      unit: 'reqps',
      min: 0,
      plots: [plot(signals.requestRate, { legend: `{{${status}}}` })],
      series: [
        { name: /^2/, color: 'green' },
        { name: /^3/, color: 'blue' },
        { name: /^4/, color: 'yellow' },
        { name: /^5/, color: 'red' },
      ],
      noValue: libraryText({ ko: '요청 없음', en: 'no requests yet' }),
      isStacked: true,
      width: 8,
      height: 10,
    }),
    errorRate: timeseries({
      key: 'http-error-rate',
      title: 'HTTP Error Rate',
      description: {
        bad: libraryText({
          ko: '빨간 선(알림 임계값)을 5분 넘게 웃돌면 critical 알림이 발생합니다.',
          en: 'Above the red line, the threshold of the alert, for more than five minutes.',
        }),
        next: libraryText({
          ko: '드릴다운으로 실패하는 경로를 찾고, 그 경로가 의존하는 것을 확인하세요.',
          en: 'Find the failing route with the drill-down, then look at what it depends on.',
        }),
      },
      unit: 'percentunit',
      min: 0,
      plots: [plot(signals.errorRatio, { legend: '{{job}}', color: 'red' })],
      noValue: libraryText({ ko: '요청 없음', en: 'no requests' }),
      drillDown: signals.errorRateByRoute,
      width: 8,
      height: 10,
    }),
    latency: timeseries({
      key: 'http-request-latency',
      title: 'HTTP Request Latency (P50, P95, P99)',
      description: {
        shows: libraryText({
          ko: 'HTTP 요청의 응답 시간 분위수입니다. 점은 추적(trace) 예시입니다.',
          en: 'Quantiles of the time to answer HTTP requests. Dots are example traces.',
        }),
        bad: libraryText({
          ko: 'P99가 알림 임계값 선을 10분 넘게 웃돌면 알림이 발생합니다.',
          en: 'P99 above the line, the threshold of the alert, for more than ten minutes.',
        }),
        next: libraryText({
          ko: '드릴다운으로 느린 경로를 찾고, 그 경로가 의존하는 것과 CPU 사용량을 비교하세요.',
          en: 'Find the slow route with the drill-down and compare with what it depends on and with the use of the processor.',
        }),
      },
      unit: 's',
      min: 0,
      plots: [
        plot(signals.latency(0.5), { ref: 'P50', legend: 'P50', color: 'light-blue' }),
        plot(signals.latency(0.95), { ref: 'P95', legend: 'P95', color: 'blue' }),
        plot(signals.latency(0.99), { ref: 'P99', legend: 'P99', color: 'purple', exemplars: true }),
      ],
      noValue: libraryText({ ko: '요청 없음', en: 'no requests' }),
      drillDown: signals.latencyByRoute,
      width: 8,
      height: 10,
    }),
    errors: stat({
      key: 'http-errors-now',
      title: 'HTTP Errors',
      description: {
        bad: libraryText({
          ko: '빨간색이면 알림 임계값을 넘은 것입니다.',
          en: 'Red: above the threshold of the alert.',
        }),
        next: libraryText({
          ko: 'HTTP Error Rate에서 언제부터인지 보고 실패하는 경로를 찾으세요.',
          en: 'See in HTTP Error Rate since when, and find the failing route.',
        }),
      },
      unit: 'percentunit',
      decimals: 1,
      plots: [plot(signals.errorRatio, { legend: '{{job}}' })],
      noValue: IDLE,
      drillDown: signals.errorRateByRoute,
      ...SUMMARY,
    }),
    p99: stat({
      key: 'http-p99-now',
      title: 'HTTP P99',
      description: {
        bad: libraryText({
          ko: '녹색이 아니면 알림 임계값을 넘은 것입니다.',
          en: 'Not green: above the threshold of the alert.',
        }),
        next: libraryText({
          ko: 'HTTP Request Latency에서 언제부터인지 보고 느린 경로를 찾으세요.',
          en: 'See in HTTP Request Latency since when, and find the slow route.',
        }),
      },
      unit: 's',
      plots: [plot(measuredP99(signals), { legend: 'P99' })],
      noValue: IDLE,
      drillDown: signals.latencyByRoute,
      ...SUMMARY,
    }),
  };
}

/** Number of requests, errors and response time. */
export const httpRow = ({ requestRate, errorRate, latency }: HttpPanels): Row =>
  row('http', 'HTTP', [requestRate, errorRate, latency]);
