import { customize, plot, row, timeseries } from 'observability-as-code';
import { podPanels } from 'observability-as-code/mixins/kubernetes';
import {
  filesWritten,
  kisFailureRatio,
  kisRequestRate,
  missedVolume,
  queueAge,
  recordsRefused,
  websocketFrameRate,
  websocketGapCount,
  websocketRecordRate,
  writeErrors,
  writeLag,
  writeThroughput,
} from '../signals/collection.ts';
import { http } from '../signals/http.ts';
import { observerProcess } from '../signals/process.ts';

/** How fast does it serve and collect, and what does that cost? */
export const performance = row('performance', 'Performance', [
  customize(http.panels.latency, {
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
    width: 8,
    height: 8,
  }),
  timeseries({
    key: 'write-lag',
    title: 'Write Lag',
    description: {
      bad: {
        ko: '장중에 임계값 선을 넘으면 해당 트랙의 데이터가 빠지고 있습니다. 장외 시간에는 계속 늘어나는 것이 정상입니다.',
        en: 'Above the line during the session: data of that track is being lost. It grows at night; that is normal.',
      },
      next: {
        ko: '트랙 a는 KIS Requests, 트랙 b는 WebSocket Stream을 확인하세요.',
        en: 'For track a look at KIS Requests, for track b at WebSocket Stream.',
      },
    },
    unit: 's',
    min: 0,
    plots: [plot(writeLag, { legend: 'track {{track}}' })],
    width: 8,
    height: 8,
  }),
  timeseries({
    key: 'kis-requests',
    title: 'KIS Requests',
    description: {
      bad: {
        ko: 'rate_limited가 보이면 호출 한도를, rejected가 보이면 토큰이나 권한을 의심하세요.',
        en: 'rate_limited means the call limit was hit; rejected means the token or its rights.',
      },
      next: {
        ko: '로그에서 msg_cd를 확인하고 Token Time Left를 보세요.',
        en: 'Read msg_cd in the log and look at Token Time Left.',
      },
    },
    unit: 'reqps',
    min: 0,
    plots: [plot(kisRequestRate, { legend: '{{result}}' })],
    isStacked: true,
    width: 6,
    height: 8,
  }),
  timeseries({
    key: 'kis-failure-ratio',
    title: 'KIS Failure Ratio',
    description: {
      bad: {
        ko: '장중에 임계값 선을 10분 넘게 웃돌면 알림이 발생합니다.',
        en: 'Above the line for more than ten minutes during the session: the alert fires.',
      },
      next: {
        ko: 'KIS Requests에서 어떤 결과가 늘었는지 확인하세요.',
        en: 'See in KIS Requests which result has grown.',
      },
    },
    unit: 'percentunit',
    min: 0,
    max: 1,
    plots: [plot(kisFailureRatio, { legend: '{{job}}' })],
    noValue: { ko: '요청 없음', en: 'no requests' },
    width: 6,
    height: 8,
  }),
  timeseries({
    key: 'websocket-stream',
    title: 'WebSocket Stream',
    description: {
      shows: {
        ko: 'KIS WebSocket에서 초당 수신한 프레임과 체결 레코드 수입니다.',
        en: 'Frames and trade records received per second from the KIS WebSocket.',
      },
      bad: {
        ko: '장중에 0이면 스트림이 끊긴 것입니다.',
        en: 'Zero during the session: the stream is interrupted.',
      },
      next: {
        ko: '로그에서 재연결과 OPSP 오류를 확인하세요. 같은 앱키를 쓰는 다른 세션이 없는지도 보세요.',
        en: 'Look for reconnects and OPSP errors in the log, and for another session with the same app key.',
      },
    },
    unit: 'cps',
    min: 0,
    plots: [
      plot(websocketFrameRate, { ref: 'Frames', legend: 'frames' }),
      plot(websocketRecordRate, { ref: 'Records', legend: 'records' }),
    ],
    width: 12,
    height: 8,
  }),
  timeseries({
    key: 'jsonl-files-written',
    title: 'JSONL Files Written',
    description: {
      bad: {
        ko: '장중에 10분 넘게 0이면 알림이 발생합니다.',
        en: 'Zero for ten minutes during the session: the alert fires.',
      },
      next: {
        ko: 'JSONL Write Throughput이 0이 아니면 파일 로테이션만의 문제입니다.',
        en: 'If JSONL Write Throughput is above zero, only the rotation of files stands still.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [plot(filesWritten, { legend: '{{job}}' })],
    width: 8,
    height: 8,
  }),
  timeseries({
    key: 'jsonl-write-failures',
    title: 'Write Failures',
    description: {
      shows: {
        ko: '실패한 JSONL 쓰기와, 큐가 가득 차 잃은 레코드 수입니다.',
        en: 'JSONL writes that failed, and records lost because the queue was full.',
      },
      bad: {
        ko: '0보다 크면 안 됩니다. 잃은 레코드는 되찾을 수 없습니다.',
        en: 'Anything above zero. Lost records are lost for good.',
      },
      next: {
        ko: 'PVC Usage와 Write Queue Age를 보고 로그에서 쓰기 오류를 확인하세요.',
        en: 'Look at PVC Usage and Write Queue Age, and for write errors in the log.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [
      plot(writeErrors, { ref: 'Errors', legend: 'error: {{reason}}' }),
      plot(recordsRefused, { ref: 'Lost', legend: 'lost: track {{track}}', color: 'red' }),
    ],
    width: 8,
    height: 8,
  }),
  timeseries({
    key: 'jsonl-queue-age',
    title: 'Write Queue Age',
    description: {
      bad: {
        ko: '선을 넘으면 디스크가 느린 것입니다. 큐가 가득 차면 레코드를 잃습니다.',
        en: 'Above the line: the disk is slow. Records are lost once the queue is full.',
      },
      next: {
        ko: 'Write Failures와 노드의 디스크 지연을 확인하세요.',
        en: 'Look at Write Failures and at the latency of the disk.',
      },
    },
    unit: 's',
    min: 0,
    plots: [plot(queueAge, { legend: '{{pod}}' })],
    width: 8,
    height: 8,
  }),
  timeseries({
    key: 'websocket-gaps',
    title: 'Stream Interruptions',
    description: {
      bad: {
        ko: '끊길 때마다 체결이 누락될 수 있습니다.',
        en: 'Each interruption may lose trades.',
      },
      next: {
        ko: 'Missed Trade Volume에서 실제로 누락된 수량을 확인하세요.',
        en: 'See in Missed Trade Volume what was lost.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [plot(websocketGapCount, { legend: '{{job}}' })],
    width: 12,
    height: 8,
  }),
  timeseries({
    key: 'websocket-missed-volume',
    title: 'Missed Trade Volume',
    description: {
      bad: {
        ko: '0보다 크면 체결이 누락된 것입니다. 다시 받을 수 없습니다.',
        en: 'Above zero: trades are missing, for good.',
      },
      next: {
        ko: 'Stream Interruptions와 같은 시각인지, 구독 종목 수가 한도 안인지 확인하세요.',
        en: 'Compare with Stream Interruptions, and check the number of subscribed shares.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [plot(missedVolume, { legend: '{{job}}' })],
    width: 12,
    height: 8,
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
  podPanels.memoryRatio,
  podPanels.throttling,
  ...Object.values(observerProcess.panels),
]);
