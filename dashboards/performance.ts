import { customize, plot, row, timeseries } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import { writeLag, writeLagInSession, writeThroughput } from '../signals/collection.ts';
import { http } from '../signals/http.ts';
import { FAST } from '../signals/slo.ts';
import { TRACKS } from './tracks.ts';

/** How fast does it serve and collect, and what does that cost? */
export const performance = row('performance', 'Performance', [
  customize(http.panels.latency, {
    height: 9,
    // The bound of the objective, beside the threshold of the alert.
    lines: [{ from: FAST, color: 'blue' }],
    description: {
      next: {
        ko: '드릴다운으로 느린 경로를 찾고 Query Latency, CPU Usage와 비교하세요.',
        en: 'Find the slow route with the drill-down and compare with Query Latency and CPU Usage.',
      },
    },
  }),
  timeseries({
    key: 'jsonl-write-throughput',
    title: 'JSONL Write Throughput',
    description: {
      bad: {
        ko: '장중에 0이면 수집이 멈춘 것입니다. 장외 시간의 0은 정상입니다.',
        en: 'Zero during the session: nothing is collected. Zero at night is normal.',
      },
      next: {
        ko: 'KIS Requests와 WebSocket Stream을 먼저 보고 토큰 상태를 확인하세요.',
        en: 'Look at KIS Requests and WebSocket Stream first, then at the token.',
      },
    },
    unit: 'Bps',
    min: 0,
    plots: [plot(writeThroughput, { legend: 'track {{track}}' })],
    // It writes a fiftieth of the other.
    series: [...TRACKS, { name: 'track a', axis: 'right' }],
    width: 8,
    height: 9,
  }),
  timeseries({
    key: 'write-lag',
    title: 'Write Lag',
    description: {
      bad: {
        ko: '장중에 임계값 선을 넘으면 해당 트랙의 데이터가 빠지고 있습니다.',
        en: 'Above the line during the session: data of that track is being lost.',
      },
      next: {
        ko: '트랙 a는 KIS Requests, 트랙 b는 WebSocket Stream을 확인하세요.',
        en: 'For track a look at KIS Requests, for track b at WebSocket Stream.',
      },
    },
    unit: 's',
    min: 0,
    plots: [plot(writeLagInSession, { legend: 'track {{track}}' })],
    series: TRACKS,
    noValue: { ko: '장 마감', en: 'market closed' },
    drillDown: writeLag,
    width: 8,
    height: 9,
  }),
  podPanels.memory,
  customize(podPanels.cpu, {
    description: {
      bad: {
        ko: '제한에 닿으면 스로틀링으로 응답과 수집이 느려집니다.',
        en: 'At the limit the container is throttled: answers and collection slow down.',
      },
      next: {
        ko: 'HTTP Request Latency와 같은 시각에 올라갔는지 비교하세요.',
        en: 'Compare the time of the rise with HTTP Request Latency.',
      },
    },
  }),
]);
