import { shownAs, signal } from 'observability-as-code';
import {
  and,
  divide,
  increase,
  max,
  minOverTime,
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
  calendarDiffers,
  jsonlBytesWritten,
  jsonlFilesWritten,
  jsonlLastWrite,
  jsonlQueueAge,
  jsonlRecordsRefused,
  jsonlWriteErrors,
  kisRequests,
  marketOpen,
  websocketFrames,
  websocketGaps,
  websocketMissedVolume,
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

/** Files completed within the window, over all tracks and pods: one idle track is not an outage. */
export const filesWritten = signal(
  'jsonl-files-written',
  { ko: '기간 안에 완성된 JSONL 파일 수입니다.', en: 'JSONL files completed within the window.' },
  (scope) => sum(increase(select(scope, jsonlFilesWritten), scope.window), ['namespace', 'job']),
);

export const writeErrors = signal(
  'jsonl-write-errors',
  { ko: '기간 안에 실패한 JSONL 쓰기 수입니다.', en: 'JSONL writes that failed within the window.' },
  (scope) => sum(increase(select(scope, jsonlWriteErrors), scope.window), ['namespace', 'job', 'reason']),
);

export const recordsRefused = signal(
  'jsonl-records-refused',
  {
    ko: '기간 안에 큐가 가득 차 잃은 레코드 수입니다.',
    en: 'Records lost within the window because the queue was full.',
  },
  (scope) => sum(increase(select(scope, jsonlRecordsRefused), scope.window), ['namespace', 'job', 'track']),
);

export const queueAge = signal(
  'jsonl-queue-age',
  {
    ko: '가장 오래된 레코드가 파일에 쓰이기를 기다린 시간입니다.',
    en: 'How long the oldest record has waited to be written.',
  },
  (scope) => max(select(scope, jsonlQueueAge), ['namespace', 'job', 'pod']),
);

export const writeLag = signal(
  'jsonl-write-lag',
  {
    ko: '트랙별로 마지막 레코드를 쓴 뒤 지난 시간입니다.',
    en: 'Time since the last record was written, by track.',
  },
  (scope) => subtractFrom(now, max(select(scope, jsonlLastWrite), ['namespace', 'job', 'track'])),
);

/** While the market has been open for as long as a point of the graph: the lag of the night is none. */
export const writeLagInSession = shownAs(
  writeLag,
  {
    ko: '장중에 트랙별로 마지막 레코드를 쓴 뒤 지난 시간입니다. 장 마감 후에는 표시하지 않습니다.',
    en: 'Time since the last record was written while the market is open, by track; at night there is none.',
  },
  (scope) =>
    and(writeLag.query(scope), where(minOverTime(select(scope, sessionOpen), scope.window), '==', 1), {
      on: ['namespace'],
    }),
);

/** The track that lags most. */
export const longestWriteLag = shownAs(
  writeLag,
  {
    ko: '장중에 가장 오래 기록이 없는 트랙의 지연입니다.',
    en: 'The lag of the track that lags most while the market is open.',
  },
  (scope) => max(writeLagInSession.query(scope), ['namespace', 'job']),
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

export const missedVolume = signal(
  'websocket-missed-volume',
  {
    ko: '기간 안에 스트림이 전달하지 않은 체결 수량(주)입니다.',
    en: 'Shares in trades that the stream did not deliver within the window.',
  },
  (scope) => sum(increase(select(scope, websocketMissedVolume), scope.window), ['namespace', 'job']),
);

export const calendarMarketOpen = signal(
  'calendar-market-open',
  {
    ko: 'KRX 캘린더에 따른 장 운영 여부입니다.',
    en: 'Whether the market is in session by the calendar.',
  },
  (scope) => select(scope, sessionOpen),
);

export const observedMarketOpen = signal(
  'market-open',
  {
    ko: '수집기가 판단한 장 운영 여부입니다.',
    en: 'Whether the observer believes the market to be in session.',
  },
  (scope) => max(select(scope, marketOpen), ['namespace', 'job']),
);

export const calendarMismatch = signal(
  'calendar-mismatch',
  {
    ko: '앞으로 몇 주의 거래일을 캘린더와 KIS가 다르게 보면 1입니다.',
    en: '1 where the calendar and KIS differ about a day of the next weeks.',
  },
  (scope) => max(select(scope, calendarDiffers), ['namespace', 'job']),
);

/** 0 if the observer and the calendar agree, 1 if only the observer says open, -1 if only the calendar does. */
export const marketDisagreement = (scope: Scope) =>
  subtract(max(select(scope, marketOpen), ['namespace']), select(scope, sessionOpen));
