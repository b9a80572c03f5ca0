import { customize, plot, row, timeseries } from 'observability-as-code';
import { postgresPanels } from 'observability-as-code/mixins/postgres';
import { databaseRowRate, queryLatency } from '../signals/database.ts';

/** Can the database be reached, does it keep up, does it fill? */
export const database = row(
  'database',
  'Database',
  [
    postgresPanels.status,
    postgresPanels.connectionsUsed,
    postgresPanels.connections,
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
      // Far below the threshold when all is well.
      scale: 'data',
      width: 8,
      height: 10,
    }),
    timeseries({
      key: 'database-rows',
      title: 'Database Rows',
      description: {
        bad: {
          ko: 'left_out이나 refused가 보이면 그 레코드는 JSONL 파일에만 있습니다.',
          en: 'left_out or refused: those records are in the JSONL files alone.',
        },
        next: {
          ko: 'DB가 복구되면 observer load로 다시 적재하세요.',
          en: 'Load them with observer load once the database is well.',
        },
      },
      unit: 'wps',
      min: 0,
      plots: [plot(databaseRowRate, { legend: '{{result}}' })],
      series: [
        { name: 'inserted', color: 'green' },
        { name: 'duplicate', color: 'blue' },
        { name: 'left_out', color: 'orange' },
        { name: 'refused', color: 'red' },
      ],
      width: 24,
      height: 9,
    }),
    customize(postgresPanels.tableRowCounts, {
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
    }),
  ],
  { isCollapsed: true },
);
