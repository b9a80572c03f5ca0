import { bargauge, gauge, plot, row, stat, timeseries } from '../generators/define/dashboard.ts';
import {
  connectionsByState,
  connectionsUsed,
  databaseUp,
  longestTransaction,
  queryLatency,
  tableRows,
} from '../signals/database.ts';

/** Can the database be reached, does it keep up, does it fill? */
export const database = row('database', 'Database', [
  stat({
    key: 'database-status',
    title: 'Database Status',
    description: {
      bad: {
        ko: '연결 불가가 2분 이어지면 critical 알림이 발생합니다.',
        en: 'Down for two minutes: a critical alert fires.',
      },
      next: {
        ko: 'PostgreSQL Pod와 인증 정보를 확인하세요. 값이 없으면 exporter를 먼저 보세요.',
        en: 'Look at the PostgreSQL pod and its credentials; without a value, at the exporter first.',
      },
    },
    unit: 'short',
    plots: [plot(databaseUp, { legend: '{{job}}' })],
    mappings: [
      { value: 0, text: { ko: '연결 불가', en: 'down' }, color: 'red' },
      { value: 1, text: { ko: '정상', en: 'up' }, color: 'green' },
    ],
    width: 4,
    height: 8,
  }),
  gauge({
    key: 'postgresql-connections-used',
    title: 'PostgreSQL Connections Used',
    description: {
      bad: {
        ko: '주황색이면 곧 새 연결이 거부됩니다.',
        en: 'Orange: new connections will soon be refused.',
      },
      next: {
        ko: 'idle in transaction 연결을 찾아 끊고 풀 크기를 점검하세요.',
        en: 'End connections that idle in a transaction and review the size of the pool.',
      },
    },
    unit: 'percentunit',
    min: 0,
    max: 1,
    decimals: 1,
    plots: [plot(connectionsUsed, { legend: '{{job}}' })],
    drillDown: longestTransaction,
    width: 5,
    height: 8,
  }),
  timeseries({
    key: 'postgresql-connections',
    title: 'PostgreSQL Connections',
    description: {
      bad: {
        ko: 'idle in transaction이 늘면 트랜잭션이 닫히지 않는 것입니다.',
        en: 'More and more idle in transaction: transactions are not being closed.',
      },
      next: {
        ko: 'pg_stat_activity에서 오래된 트랜잭션을 찾으세요.',
        en: 'Find the oldest transactions in pg_stat_activity.',
      },
    },
    unit: 'short',
    decimals: 0,
    min: 0,
    plots: [plot(connectionsByState, { legend: '{{state}}' })],
    isStacked: true,
    drillDown: longestTransaction,
    width: 7,
    height: 8,
  }),
  timeseries({
    key: 'query-latency',
    title: 'Query Latency',
    description: {
      shows: {
        ko: '작업별 DB 쿼리 시간의 중앙값과 P99입니다. observer가 기다린 시간입니다.',
        en: 'Median and P99 of database queries by operation, as the observer waits for them.',
      },
      bad: {
        ko: 'P99가 임계값 선을 10분 넘게 웃돌면 알림이 발생합니다.',
        en: 'P99 above the line, the threshold of the alert, for more than ten minutes.',
      },
      next: {
        ko: '잠금과 느린 쿼리를 pg_stat_activity에서 확인하세요.',
        en: 'Look for locks and slow queries in pg_stat_activity.',
      },
    },
    unit: 's',
    min: 0,
    plots: [
      plot(queryLatency(0.5), { ref: 'P50', legend: 'P50 {{operation}}' }),
      plot(queryLatency(0.99), { ref: 'P99', legend: 'P99 {{operation}}' }),
    ],
    width: 8,
    height: 8,
  }),
  bargauge({
    key: 'table-row-counts',
    title: 'Table Row Counts',
    description: {
      bad: {
        ko: '거래일에 수집 테이블이 늘지 않으면 적재가 멈춘 것입니다.',
        en: 'A table of collected data that does not grow on a trading day: inserts stopped.',
      },
      next: {
        ko: 'Query Latency와 적재 로그를 확인하세요. postgres_exporter 0.12 이하는 --extend.query-path가 필요합니다.',
        en: 'Look at Query Latency and the insert log. postgres_exporter up to 0.12 needs --extend.query-path.',
      },
    },
    unit: 'short',
    min: 0,
    plots: [plot(tableRows, { legend: '{{schemaname}}.{{relname}}' })],
    noValue: { ko: '테이블 없음', en: 'no tables' },
    width: 24,
    height: 8,
  }),
]);
