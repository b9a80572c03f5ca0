import { customize, plot, row, type ServiceConfig, stat, timeseries } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import { budgetSummary } from 'observability-as-code/mixins/objectives';
import { criticalAlerts, firingAlerts } from 'observability-as-code/mixins/prometheus';
import {
  calendarMarketOpen,
  kisFailureRatio,
  longestWriteLag,
  observedMarketOpen,
  writeLag,
} from '../signals/collection.ts';
import { activeConnectionCount, http } from '../signals/http.ts';
import { objectives } from '../signals/slo.ts';
import type { Threshold } from '../signals/thresholds.ts';
import { tokenRequestRate, tokenTimeLeft } from '../signals/token.ts';

const SUMMARY = { isSummary: true, width: 4, height: 4 } as const;

const writeLagNow = stat({
  key: 'write-lag-now',
  title: 'Lag in Session',
  description: {
    bad: {
      ko: '녹색이 아니면 데이터가 빠지고 있습니다.',
      en: 'Not green: data is being lost.',
    },
    next: {
      ko: '아래 Write Lag에서 어느 트랙인지 확인하세요.',
      en: 'See in Write Lag below which track it is.',
    },
  },
  unit: 's',
  decimals: 1,
  plots: [plot(longestWriteLag, { legend: '{{job}}' })],
  noValue: { ko: '장 마감', en: 'market closed' },
  drillDown: writeLag,
  ...SUMMARY,
});

const kisFailuresNow = stat({
  key: 'kis-failures-now',
  title: 'KIS Failures',
  description: {
    bad: {
      ko: '녹색이 아니면 KIS 요청이 알림 임계값보다 많이 실패합니다.',
      en: 'Not green: more requests to KIS fail than the alert tolerates.',
    },
    next: {
      ko: 'KIS Requests에서 어떤 결과가 늘었는지 확인하세요.',
      en: 'See in KIS Requests which result has grown.',
    },
  },
  unit: 'percentunit',
  decimals: 1,
  plots: [plot(kisFailureRatio, { legend: '{{job}}' })],
  noValue: { ko: '요청 없음', en: 'no requests' },
  ...SUMMARY,
});

/** Are users and data well? In numbers, then what the service depends on, then its users over time. */
export const overview = (config: ServiceConfig<Threshold>) =>
  row('overview', 'Overview', [
    http.panels.errors,
    http.panels.p99,
    ...budgetSummary(objectives(config.thresholds)),
    writeLagNow,
    kisFailuresNow,
    criticalAlerts(config),
    firingAlerts,
    podPanels.status,
    podPanels.restarts,
    stat({
      key: 'token-time-left',
      title: 'Token Time Left',
      description: {
        bad: {
          ko: '주황색이면 제때 갱신되지 않은 것입니다. 만료되면 수집이 멈춥니다.',
          en: 'Orange: it was not refreshed in time, and collection stops when it expires.',
        },
        next: {
          ko: '로그에서 토큰 발급 오류를 찾고 KIS Requests 패널을 확인하세요.',
          en: 'Look for token errors in the log and at the KIS Requests panel.',
        },
      },
      unit: 's',
      decimals: 1,
      plots: [plot(tokenTimeLeft, { legend: '{{job}}' })],
      drillDown: tokenRequestRate,
      width: 4,
      height: 6,
    }),
    stat({
      key: 'market-session',
      title: 'Market Session',
      description: {
        shows: {
          ko: 'observer와 KRX 캘린더가 각각 판단한 장 운영 여부입니다.',
          en: 'Whether the market is in session, by the observer and by the calendar.',
        },
        bad: {
          ko: '둘이 다르거나, 정규장 시간(09:00–15:30)에 장 마감이거나 휴장일에 장중이면 캘린더가 틀린 것입니다.',
          en: 'The two differ, or closed during the session (09:00–15:30 KST), or open on a holiday: a calendar is wrong.',
        },
        next: {
          ko: '임시 휴장이면 observability.yaml의 calendar에 추가하세요.',
          en: 'Add an extraordinary closure to calendar in observability.yaml.',
        },
      },
      unit: 'short',
      plots: [
        plot(observedMarketOpen, { ref: 'Observer', legend: 'observer' }),
        plot(calendarMarketOpen, { ref: 'Calendar', legend: 'calendar' }),
      ],
      mappings: [
        { value: 0, text: { ko: '장 마감', en: 'closed' }, color: 'text' },
        { value: 1, text: { ko: '장중', en: 'open' }, color: 'green' },
      ],
      width: 4,
      height: 6,
    }),
    http.panels.requestRate,
    customize(http.panels.errorRate, {
      description: {
        next: {
          ko: '드릴다운으로 실패하는 경로를 찾고, 데이터베이스와 KIS 상태를 확인하세요.',
          en: 'Find the failing route with the drill-down, then look at the database and at KIS.',
        },
      },
    }),
    timeseries({
      key: 'active-connections',
      title: 'Active Connections',
      description: {
        bad: {
          ko: '장중에 갑자기 0이 되면 클라이언트가 모두 끊긴 것입니다.',
          en: 'A sudden fall to zero during the session: all clients were cut off.',
        },
        next: {
          ko: 'Pod Restarts와 네트워크 변경을 확인하세요.',
          en: 'Look at Pod Restarts and at recent changes of the network.',
        },
      },
      unit: 'short',
      min: 0,
      plots: [plot(activeConnectionCount, { legend: '{{pod}}' })],
      width: 8,
      height: 10,
    }),
  ]);
