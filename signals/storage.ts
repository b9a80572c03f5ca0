import { signal } from '../generators/define/signal.ts';
import {
  divide,
  max,
  min,
  now,
  predictLinear,
  type Scope,
  select,
  subtractFrom,
  sum,
} from '../generators/promql/index.ts';
import { volumeAvailable, volumeCapacity, volumeInodes, volumeInodesFree } from '../metrics/kubernetes.ts';
import { backupArchiveSize, backupLastSuccess, jsonlFiles } from '../metrics/observer.ts';
import { volumeAvailableForecast } from '../metrics/prometheus.ts';

/**
 * From what is available, not from what is used: an ext4 file system keeps about 5 % for root, so used and available
 * do not add up to the capacity. The least of several kubelets counts: a volume that moved is reported by two.
 */
export const volumeUsed = signal(
  'volume-used',
  {
    ko: 'PVC 사용률입니다. 예약 영역을 뺀 가용 공간으로 계산합니다.',
    en: 'Share of each volume that is used, counted from what is still available.',
  },
  (scope) =>
    subtractFrom(
      1,
      min(divide(select(scope, volumeAvailable), select(scope, volumeCapacity)), [
        'namespace',
        'persistentvolumeclaim',
      ]),
    ),
);

export const inodesUsed = signal(
  'volume-inodes-used',
  { ko: 'PVC의 inode 사용률입니다.', en: 'Share of the inodes of each volume that is used.' },
  (scope) =>
    subtractFrom(
      1,
      min(divide(select(scope, volumeInodesFree), select(scope, volumeInodes)), [
        'namespace',
        'persistentvolumeclaim',
      ]),
    ),
);

const FOUR_DAYS = 4 * 86_400;

/** What the recording rule records. A whole day of samples: six hours would see only the session, or only the night. */
export const availableInFourDays = (scope: Scope) =>
  min(predictLinear(select(scope, volumeAvailable), scope.window, FOUR_DAYS), [
    'namespace',
    'persistentvolumeclaim',
  ]);

export const volumeForecast = signal(
  'volume-forecast',
  {
    ko: '최근 하루의 추세가 이어질 때 4일 뒤에 남을 공간입니다.',
    en: 'Bytes that will be available in four days if the last day repeats itself.',
  },
  (scope) => select(scope, volumeAvailableForecast),
);

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
