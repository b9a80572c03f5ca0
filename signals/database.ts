import { signal } from 'observability-as-code';
import {
  anyOf,
  histogramQuantile,
  increase,
  not,
  rate,
  type Scope,
  select,
  sum,
} from 'observability-as-code/promql';
import { databaseQueryDuration, databaseRows } from '../metrics/observer.ts';

/**
 * As the observer waits for it: the exporter has no histogram, and pg_stat_statements only means. Migrations run once at a start:
 * their series would be NaN for ever.
 */
export const queryLatency = (quantile: number) =>
  signal(
    `database-query-latency-p${quantile * 100}`,
    {
      ko: `작업별 DB 쿼리의 ${quantile * 100}%가 이 시간 안에 끝났습니다.`,
      en: `${quantile * 100} % of database queries ended within this time, by operation.`,
    },
    (scope) =>
      histogramQuantile(
        quantile,
        sum(rate(select(scope, databaseQueryDuration.bucket, { operation: not('migrate') }), scope.window), [
          'namespace',
          'job',
          'operation',
          'le',
        ]),
        'seconds',
      ),
  );

export const databaseRowRate = signal(
  'database-rows',
  {
    ko: '초당 DB로 보낸 레코드를 결과별로 보여줍니다. left_out과 refused는 JSONL 파일에만 있습니다.',
    en: 'Records for the database per second, by what became of them; left_out and refused ones are in the files alone.',
  },
  (scope) => sum(rate(select(scope, databaseRows), scope.window), ['result']),
);

/** Records of the window that are in the files alone. */
export const rowsOnlyInFiles = (scope: Scope) =>
  sum(increase(select(scope, databaseRows, { result: anyOf('left_out', 'refused') }), scope.window), [
    'namespace',
    'job',
  ]);

/** How many queries a judgement rests on, by operation. Migrations are slow by nature and never judged. */
export const judgedQueryCount = (scope: Scope) =>
  sum(increase(select(scope, databaseQueryDuration.count, { operation: not('migrate') }), scope.window), [
    'namespace',
    'job',
    'operation',
  ]);
