import { signal } from 'observability-as-code';
import {
  add,
  and,
  max,
  multiply,
  now,
  or,
  type Scope,
  select,
  subtractFrom,
  sum,
  unless,
  where,
} from 'observability-as-code/promql';
import { backupArchiveSize, backupConfigured, backupLastSuccess, jsonlFiles } from '../metrics/observer.ts';

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

/** Before the first backup there is no age: the timestamp is 0, and `backupNeverSucceeded` reports it. */
export const backupAge = signal(
  'backup-age',
  { ko: '마지막으로 성공한 백업 이후 지난 시간입니다.', en: 'Time since the last backup that succeeded.' },
  (scope) => subtractFrom(now, where(max(select(scope, backupLastSuccess), ['namespace', 'job']), '!=', 0)),
);

/** For people: unlike the signal of the alert it has a value in every state. */
export const backupState = signal(
  'backup-state',
  {
    ko: '백업 상태입니다: 설정 안 됨(0), 성공한 적 없음(1), 성공한 적 있음(2).',
    en: 'State of the backup: not configured (0), never succeeded (1), has succeeded (2).',
  },
  (scope) => {
    const labels = ['namespace', 'job'] as const;
    const configured = max(select(scope, backupConfigured), labels);
    const succeeded = where(max(select(scope, backupLastSuccess), labels), '!=', 0);
    return or(
      unless(configured, succeeded, { on: labels }),
      add(multiply(and(configured, succeeded, { on: labels }), 0), 2),
    );
  },
);

/** 1 before the first successful backup, 0 if none is configured, and nothing after the first success. */
export const backupNeverSucceeded = (scope: Scope) =>
  unless(
    max(select(scope, backupConfigured), ['namespace', 'job']),
    where(max(select(scope, backupLastSuccess), ['namespace', 'job']), '!=', 0),
    { on: ['namespace', 'job'] },
  );
