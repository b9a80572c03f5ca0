import { signal } from '../../define/signal.ts';
import { libraryText } from '../../define/text.ts';
import { divide, max, min, select, sum, topk } from '../../promql/index.ts';
import {
  postgresConnections,
  postgresExporterUp,
  postgresIsUp,
  postgresLastScrapeError,
  postgresLiveRows,
  postgresLongestTransaction,
  postgresMaxConnections,
} from './metrics.ts';

export const databaseUp = signal(
  'database-up',
  libraryText({
    ko: '데이터베이스에 연결할 수 있으면 1입니다.',
    en: '1 where the exporter can connect to the database.',
  }),
  (scope) => max(select(scope, postgresIsUp), ['namespace', 'job']),
);

/** `pg_up` stays 1 on some failures (prometheus-community/postgres_exporter#1120); this one does not. */
export const databaseScrapeFailed = signal(
  'database-scrape-failed',
  libraryText({
    ko: '마지막 수집에 오류가 있었으면 1입니다.',
    en: '1 where the last look at the database had an error.',
  }),
  (scope) => min(select(scope, postgresLastScrapeError), ['namespace', 'job']),
);

export const databaseExporterUp = signal(
  'database-exporter-up',
  libraryText({
    ko: 'postgres_exporter 스크레이프가 성공했으면 1입니다.',
    en: '1 where the last scrape of postgres_exporter succeeded.',
  }),
  (scope) => min(select(scope, postgresExporterUp), ['namespace', 'job', 'instance']),
);

export const connectionsByState = signal(
  'database-connections',
  libraryText({ ko: '상태별 PostgreSQL 연결 수입니다.', en: 'PostgreSQL connections by state.' }),
  (scope) => sum(select(scope, postgresConnections), ['state']),
);

export const connectionsUsed = signal(
  'database-connections-used',
  libraryText({
    ko: 'max_connections 대비 사용 중인 연결 비율입니다.',
    en: 'Share of max_connections that is in use.',
  }),
  (scope) =>
    divide(
      sum(select(scope, postgresConnections), ['namespace', 'job']),
      max(select(scope, postgresMaxConnections), ['namespace', 'job']),
    ),
);

export const longestTransaction = signal(
  'database-longest-transaction',
  libraryText({
    ko: '가장 오래 열려 있는 트랜잭션의 시간입니다.',
    en: 'Age of the oldest open transaction, by database and state.',
  }),
  (scope) => max(select(scope, postgresLongestTransaction), ['datname', 'state']),
);

export const tableRows = signal(
  'database-table-rows',
  libraryText({
    ko: '행이 많은 테이블 20개의 추정 행 수입니다.',
    en: 'Estimated live rows of the 20 largest tables.',
  }),
  (scope) => topk(20, max(select(scope, postgresLiveRows), ['datname', 'schemaname', 'relname'])),
);
