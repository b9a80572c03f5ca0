import { bargauge, customize, gauge, plot, type Row, row, stat, timeseries } from '../../define/dashboard.ts';
import { libraryText } from '../../define/text.ts';
import {
  connectionsByState,
  connectionsUsed,
  databaseExporterUp,
  databaseUp,
  longestTransaction,
  tableRows,
} from './signals.ts';

const status = stat({
  key: 'database-status',
  title: 'Database Status',
  description: {
    shows: libraryText({
      ko: '데이터베이스에 연결할 수 있는지, postgres_exporter를 수집할 수 있는지입니다.',
      en: 'Whether the exporter can connect to the database, and Prometheus can scrape the exporter.',
    }),
    bad: libraryText({
      ko: '연결 불가가 2분 이어지면 critical 알림이 발생합니다.',
      en: 'Down for two minutes: a critical alert fires.',
    }),
    next: libraryText({
      ko: 'PostgreSQL Pod와 인증 정보를 확인하세요. 값이 없으면 exporter를 먼저 보세요.',
      en: 'Look at the PostgreSQL pod and its credentials; without a value, at the exporter first.',
    }),
  },
  unit: 'short',
  plots: [
    plot(databaseUp, { ref: 'Database', legend: 'PostgreSQL' }),
    plot(databaseExporterUp, { ref: 'Exporter', legend: 'exporter {{instance}}' }),
  ],
  mappings: [
    { value: 0, text: libraryText({ ko: '연결 불가', en: 'down' }), color: 'red' },
    { value: 1, text: libraryText({ ko: '정상', en: 'up' }), color: 'green' },
  ],
  width: 4,
  height: 10,
});

const connectionsUsedPanel = gauge({
  key: 'postgresql-connections-used',
  title: 'Connections Used',
  description: {
    bad: libraryText({
      ko: '주황색이면 곧 새 연결이 거부됩니다.',
      en: 'Orange: new connections will soon be refused.',
    }),
    next: libraryText({
      ko: 'idle in transaction 연결을 찾아 끊고 풀 크기를 점검하세요.',
      en: 'End connections that idle in a transaction and review the size of the pool.',
    }),
  },
  unit: 'percentunit',
  min: 0,
  max: 1,
  decimals: 1,
  plots: [plot(connectionsUsed, { legend: '{{job}}' })],
  drillDown: longestTransaction,
  width: 5,
  height: 10,
});

const connections = timeseries({
  key: 'postgresql-connections',
  title: 'PostgreSQL Connections',
  description: {
    bad: libraryText({
      ko: 'idle in transaction이 늘면 트랜잭션이 닫히지 않는 것입니다.',
      en: 'More and more idle in transaction: transactions are not being closed.',
    }),
    next: libraryText({
      ko: 'pg_stat_activity에서 오래된 트랜잭션을 찾으세요.',
      en: 'Find the oldest transactions in pg_stat_activity.',
    }),
  },
  unit: 'short',
  decimals: 0,
  min: 0,
  plots: [plot(connectionsByState, { legend: '{{state}}' })],
  series: [
    { name: 'active', color: 'green' },
    { name: 'idle', color: 'blue' },
    { name: /^idle in transaction/, color: 'orange' },
    { name: 'idle in transaction (aborted)', color: 'red' },
    { name: /^(fastpath function call|disabled)$/, color: 'purple' },
  ],
  isStacked: true,
  drillDown: longestTransaction,
  width: 7,
  height: 10,
});

const tableRowCounts = bargauge({
  key: 'table-row-counts',
  title: 'Table Row Counts',
  description: {
    bad: libraryText({
      ko: '갑자기 늘면 정리 작업이, 늘던 테이블이 멈추면 적재가 멈춘 것입니다.',
      en: 'A table that grows without end: the clean-up stopped. One that no longer grows: inserts did.',
    }),
    next: libraryText({
      ko: '서비스의 로그를 확인하세요. postgres_exporter 0.12 이하는 --extend.query-path가 필요합니다.',
      en: 'Look at the log of the service. postgres_exporter up to 0.12 needs --extend.query-path.',
    }),
  },
  unit: 'short',
  min: 0,
  plots: [plot(tableRows, { legend: '{{schemaname}}.{{relname}}' })],
  noValue: libraryText({ ko: '테이블 없음', en: 'no tables' }),
  width: 24,
  height: 8,
});

export const postgresPanels = {
  status,
  connectionsUsed: connectionsUsedPanel,
  connections,
  tableRowCounts,
} as const;

/** Can the database be reached, does it have room for more connections, does it fill up? */
export const postgresRow = (): Row =>
  row('postgres', 'PostgreSQL', [
    status,
    connectionsUsedPanel,
    customize(connections, { width: 15 }),
    tableRowCounts,
  ]);
