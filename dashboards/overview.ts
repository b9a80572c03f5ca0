import { customize, plot, row, stat, timeseries } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import { firingAlerts } from 'observability-as-code/mixins/prometheus';
import { observedMarketOpen } from '../signals/collection.ts';
import { activeConnectionCount, http } from '../signals/http.ts';
import { tokenRequestRate, tokenTimeLeft } from '../signals/token.ts';

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
      bad: {
        ko: '정규장 시간(09:00–15:30)에 닫힘으로 보이거나 휴장일에 열림으로 보이면 캘린더가 틀린 것입니다.',
        en: 'Closed during the session (09:00–15:30 KST), or open on a holiday: a calendar is wrong.',
      },
      next: {
        ko: '임시 휴장이면 observability.yaml의 calendar에 추가하세요.',
        en: 'Add an extraordinary closure to calendar in observability.yaml.',
      },
    },
    unit: 'short',
    plots: [plot(observedMarketOpen, { legend: '{{job}}' })],
    mappings: [
      { value: 0, text: { ko: '휴장', en: 'closed' }, color: 'text' },
      { value: 1, text: { ko: '개장', en: 'open' }, color: 'green' },
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
]);
