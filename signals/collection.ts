import { signal } from 'observability-as-code';
import {
  divide,
  increase,
  max,
  not,
  now,
  rate,
  type Scope,
  select,
  subtract,
  subtractFrom,
  sum,
  where,
} from 'observability-as-code/promql';
import {
  jsonlBytesWritten,
  jsonlFilesWritten,
  jsonlLastWrite,
  kisRequests,
  marketOpen,
  websocketFrames,
  websocketGaps,
  websocketRecords,
} from '../metrics/observer.ts';
import { sessionOpen } from '../metrics/prometheus.ts';

export const writeThroughput = signal(
  'jsonl-write-throughput',
  {
    ko: '트랙별로 초당 JSONL에 쓰는 바이트 수입니다.',
    en: 'Bytes per second appended to JSONL files, by track.',
  },
  (scope) => sum(rate(select(scope, jsonlBytesWritten), scope.window), ['namespace', 'job', 'track']),
);

/** Files completed within the window, over all tracks and pods: one idle track is no outage. */
export const filesWritten = signal(
  'jsonl-files-written',
  { ko: '기간 안에 완성된 JSONL 파일 수입니다.', en: 'JSONL files completed within the window.' },
  (scope) => sum(increase(select(scope, jsonlFilesWritten), scope.window), ['namespace', 'job']),
);

export const writeLag = signal(
  'jsonl-write-lag',
  {
    ko: '트랙별로 마지막 레코드를 쓴 뒤 지난 시간입니다.',
    en: 'Time since the last record was written, by track.',
  },
  (scope) => subtractFrom(now, max(select(scope, jsonlLastWrite), ['namespace', 'job', 'track'])),
);

export const kisRequestRate = signal(
  'kis-request-rate',
  {
    ko: 'KIS Open API 요청 수를 결과별로 보여줍니다.',
    en: 'Requests per second to the KIS Open API, by result.',
  },
  (scope) => sum(rate(select(scope, kisRequests), scope.window), ['result']),
);

export const kisFailureRatio = signal(
  'kis-failure-ratio',
  {
    ko: 'KIS Open API 요청 가운데 성공하지 못한 비율입니다.',
    en: 'Share of KIS Open API requests that did not succeed.',
  },
  (scope) => {
    const failed = sum(rate(select(scope, kisRequests, { result: not('success') }), scope.window), [
      'namespace',
      'job',
    ]);
    const all = sum(rate(select(scope, kisRequests), scope.window), ['namespace', 'job']);
    return divide(failed, where(all, '>', 0));
  },
);

/** How many requests a judgement rests on. */
export const kisRequestCount = (scope: Scope) =>
  sum(increase(select(scope, kisRequests), scope.window), ['namespace', 'job']);

export const websocketFrameRate = signal(
  'websocket-frame-rate',
  { ko: '초당 수신한 WebSocket 프레임 수입니다.', en: 'WebSocket frames received per second.' },
  (scope) => sum(rate(select(scope, websocketFrames), scope.window), ['namespace', 'job']),
);

export const websocketRecordRate = signal(
  'websocket-record-rate',
  { ko: '초당 수신한 체결 레코드 수입니다.', en: 'Trade records received per second.' },
  (scope) => sum(rate(select(scope, websocketRecords), scope.window), ['namespace', 'job']),
);

export const websocketGapCount = signal(
  'websocket-gaps',
  { ko: '기간 안에 스트림이 끊긴 횟수입니다.', en: 'Interruptions of the stream within the window.' },
  (scope) => sum(increase(select(scope, websocketGaps), scope.window), ['namespace', 'job']),
);

export const observedMarketOpen = signal(
  'market-open',
  {
    ko: '수집기가 판단한 장 운영 여부입니다.',
    en: 'Whether the observer believes the market to be in session.',
  },
  (scope) => max(select(scope, marketOpen), ['namespace', 'job']),
);

/** 0 where the observer and the calendar agree, 1 where only the observer says open, -1 where only the calendar does. */
export const marketDisagreement = (scope: Scope) =>
  subtract(max(select(scope, marketOpen), ['namespace']), select(scope, sessionOpen));
