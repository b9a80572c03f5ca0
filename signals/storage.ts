import { signal } from 'observability-as-code';
import { max, now, select, subtractFrom, sum } from 'observability-as-code/promql';
import { backupArchiveSize, backupLastSuccess, jsonlFiles } from '../metrics/observer.ts';

export const jsonlFileCount = signal(
  'jsonl-file-count',
  { ko: '데이터 볼륨에 있는 JSONL 파일 수입니다.', en: 'JSONL files on the data volume, by track.' },
  (scope) => sum(select(scope, jsonlFiles), ['namespace', 'job', 'track']),
);

export const backupSize = signal(
  'backup-size',
  { ko: '가장 최근 백업 아카이브의 크기입니다.', en: 'Size of the newest backup archive.' },
  (scope) => max(select(scope, backupArchiveSize), ['namespace', 'job']),
);

/** Before the first backup the timestamp is 0, and the age more than fifty years: that is the alarm that is meant. */
export const backupAge = signal(
  'backup-age',
  { ko: '마지막으로 성공한 백업 이후 지난 시간입니다.', en: 'Time since the last backup that succeeded.' },
  (scope) => subtractFrom(now, max(select(scope, backupLastSuccess), ['namespace', 'job'])),
);
