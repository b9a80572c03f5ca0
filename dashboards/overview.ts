import { customize, plot, row, stat, timeseries } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import { firingAlerts, targetPanel } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import { calendarMarketOpen, calendarMismatch, observedMarketOpen } from '../signals/collection.ts';
import { activeConnectionCount, http } from '../signals/http.ts';
import { tokenIssueCount, tokenRequestRate, tokenStoreIsDegraded, tokenTimeLeft } from '../signals/token.ts';

/** Is it alive, does it serve, does anything already page? */
export const overview = row('overview', 'Overview', [
  podPanels.status,
  firingAlerts,
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
    width: 5,
    height: 5,
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
    width: 5,
    height: 5,
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
    height: 8,
  }),
  targetPanel(observerUp),
  stat({
    key: 'calendar-check',
    title: 'Calendar Check',
    description: {
      bad: {
        ko: '다르면 그날 알림과 수집 시간이 틀립니다.',
        en: 'They differ: on that day alerts and collection keep wrong hours.',
      },
      next: {
        ko: 'KRX 공지를 확인하고 observability.yaml의 calendar를 고치세요.',
        en: 'Read the notices of KRX and correct calendar in observability.yaml.',
      },
    },
    unit: 'short',
    plots: [plot(calendarMismatch, { legend: '{{job}}' })],
    mappings: [
      { value: 0, text: { ko: '일치', en: 'agree' }, color: 'green' },
      { value: 1, text: { ko: '불일치', en: 'differ' }, color: 'orange' },
    ],
    width: 4,
    height: 5,
  }),
  stat({
    key: 'token-store',
    title: 'Token Store',
    description: {
      bad: {
        ko: '메모리만 사용 중이면 재시작할 때 토큰을 새로 발급해야 합니다.',
        en: 'Memory only: after a restart the observer has to ask for a new token.',
      },
      next: {
        ko: '토큰 디렉터리의 권한과 용량, 또는 Redis와 PostgreSQL 연결을 확인하세요.',
        en: 'Check permissions and space of its directory, or the connection to Redis or PostgreSQL.',
      },
    },
    unit: 'short',
    plots: [plot(tokenStoreIsDegraded, { legend: '{{job}}' })],
    mappings: [
      { value: 0, text: { ko: '정상', en: 'ok' }, color: 'green' },
      { value: 1, text: { ko: '메모리만', en: 'memory only' }, color: 'orange' },
    ],
    width: 4,
    height: 5,
  }),
  timeseries({
    key: 'token-issues',
    title: 'Token Issues',
    description: {
      bad: {
        ko: 'success 없이 failed나 rejected가 이어지면 곧 수집이 멈춥니다.',
        en: 'failed or rejected without success: collection will stop.',
      },
      next: {
        ko: '로그에서 토큰 오류를 찾고 KIS 포털에서 앱키 상태를 확인하세요.',
        en: 'Look for token errors in the log, and at the app key in the KIS portal.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [plot(tokenIssueCount, { legend: '{{result}}' })],
    width: 12,
    height: 5,
  }),
]);
