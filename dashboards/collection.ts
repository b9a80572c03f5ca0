import { customize, plot, row, stat, timeseries } from 'observability-as-code';
import { targetPanel } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import {
  calendarMismatch,
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
} from '../signals/collection.ts';
import { tokenIssueCount, tokenStoreIsDegraded } from '../signals/token.ts';
import { RESULTS } from './results.ts';

/** Does data come in whole, and what is lost on the way? */
export const collection = row(
  'collection',
  'Collection',
  [
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
      series: RESULTS,
      isStacked: true,
      width: 8,
      height: 10,
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
      plots: [plot(kisFailureRatio, { legend: '{{job}}', color: 'red' })],
      noValue: { ko: '요청 없음', en: 'no requests' },
      width: 8,
      height: 10,
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
      unit: 'mps',
      min: 0,
      plots: [
        plot(websocketFrameRate, { ref: 'Frames', legend: 'frames', color: 'blue' }),
        plot(websocketRecordRate, { ref: 'Records', legend: 'records', color: 'purple' }),
      ],
      width: 8,
      height: 10,
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
      height: 10,
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
      series: [{ name: /^error/, color: 'orange' }],
      width: 8,
      height: 10,
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
      height: 10,
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
      width: 8,
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
      width: 8,
      height: 8,
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
      series: RESULTS,
      width: 8,
      height: 8,
    }),
    customize(targetPanel(observerUp), { width: 8 }),
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
      width: 8,
      height: 6,
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
      width: 8,
      height: 6,
    }),
  ],
  { isCollapsed: true },
);
