import { alert, type RuleGroup, when, whenever } from '../generators/definitions/rules.ts';
import {
  counting,
  firesAt,
  type GivenSeries,
  given,
  level,
  quietAt,
  scenario,
} from '../generators/definitions/scenario.ts';
import { absent, or, select, where } from '../generators/promql/index.ts';
import { databaseQueryDuration } from '../metrics/observer.ts';
import {
  postgresConnections,
  postgresIsUp,
  postgresLastScrapeError,
  postgresMaxConnections,
} from '../metrics/postgres.ts';
import { postgresExporterUp } from '../metrics/prometheus.ts';
import {
  connectionsUsed,
  databaseExporterUp,
  databaseScrapeFailed,
  databaseUp,
  judgedQueryCount,
  queryLatency,
} from '../signals/database.ts';
import { percent, type RuleContext, spoken } from './context.ts';

const INSTANCE = '10.1.0.9:9187';

/** Whether the database can be used. `up` is the exporter: it answers happily while the database is down. */
export function databaseRules({ config, thresholds, within }: RuleContext): RuleGroup {
  const scope = within('5m');
  const latency = spoken(thresholds.databaseLatencySeconds);
  const isDown = when(databaseUp, scope, '==', 0);
  return {
    name: 'observer-database',
    rules: [
      alert('ObserverDatabaseDown', {
        severity: 'critical',
        condition: { ...isDown, query: or(isDown.query, where(databaseScrapeFailed.query(scope), '==', 1)) },
        for: '2m',
        summary: { ko: 'PostgreSQL 데이터베이스가 다운됨', en: 'The PostgreSQL database is down.' },
        description: {
          ko: 'Observer가 DB에 연결할 수 없습니다. ({{ $labels.namespace }}/{{ $labels.job }})',
          en: 'The observer cannot connect to the database ({{ $labels.namespace }}/{{ $labels.job }}).',
        },
        scenarios: [
          scenario('the exporter answers, the database does not', {
            given: [exporterUp(1), database(postgresIsUp, 0), database(postgresLastScrapeError, 1)],
            expect: [quietAt('1m'), firesAt('5m', { labels: {}, value: 0 })],
          }),
          scenario('the exporter believes the database to be up but cannot read it', {
            given: [exporterUp(1), database(postgresIsUp, 1), database(postgresLastScrapeError, 1)],
            expect: [firesAt('5m', { labels: {}, value: 1 })],
          }),
          scenario('the database is up', {
            given: [exporterUp(1), database(postgresIsUp, 1), database(postgresLastScrapeError, 0)],
            expect: [quietAt('20m')],
          }),
        ],
      }),
      alert('ObserverDatabaseExporterDown', {
        severity: 'warning',
        condition: when(databaseExporterUp, scope, '==', 0),
        for: '5m',
        panel: 'database-status',
        summary: { ko: 'postgres_exporter를 수집할 수 없음', en: 'postgres_exporter cannot be scraped.' },
        description: {
          ko: '{{ $labels.instance }} 스크레이프가 실패합니다. 데이터베이스 상태를 알 수 없습니다.',
          en: 'Scrapes of {{ $labels.instance }} fail: the state of the database is unknown.',
        },
        scenarios: [
          scenario('the scrape of the exporter fails', {
            given: [exporterUp(0)],
            expect: [quietAt('3m'), firesAt('10m', { labels: { instance: INSTANCE }, value: 0 })],
          }),
          scenario('the scrape of the exporter works', { given: [exporterUp(1)], expect: [quietAt('20m')] }),
        ],
      }),
      alert('ObserverDatabaseTargetMissing', {
        severity: 'critical',
        condition: whenever(absent(select(scope, postgresExporterUp))),
        for: '5m',
        panel: 'database-status',
        summary: {
          ko: 'Prometheus가 postgres_exporter 타겟을 찾지 못함',
          en: 'Prometheus has no target for postgres_exporter.',
        },
        description: {
          ko: `${config.namespace} 네임스페이스에 job {{ $labels.job }}의 타겟이 없습니다.`,
          en: `There is no target of job {{ $labels.job }} in namespace ${config.namespace}.`,
        },
        scenarios: [
          scenario('only another environment has an exporter', {
            given: [given(postgresExporterUp, { namespace: 'another', instance: INSTANCE }, level(1, '30m'))],
            expect: [quietAt('3m'), firesAt('10m', { labels: {}, value: 1 })],
          }),
          scenario('there is an exporter', { given: [exporterUp(1)], expect: [quietAt('20m')] }),
        ],
      }),
      alert('ObserverDatabaseConnectionsHigh', {
        severity: 'warning',
        condition: when(connectionsUsed, scope, '>', thresholds.databaseConnectionsRatio),
        for: '10m',
        summary: {
          ko: `DB 연결 사용률이 ${percent(thresholds.databaseConnectionsRatio)}를 초과함`,
          en: `More than ${percent(thresholds.databaseConnectionsRatio)} of the database connections are in use.`,
        },
        description: {
          ko: 'max_connections의 {{ $value | humanizePercentage }} 사용 중입니다.',
          en: '{{ $value | humanizePercentage }} of max_connections are in use.',
        },
        scenarios: [
          scenario('ninety of a hundred connections are in use', {
            given: [
              connections('active', 50),
              connections('idle', 40),
              database(postgresMaxConnections, 100),
            ],
            expect: [quietAt('5m'), firesAt('20m', { labels: {}, value: 0.9 })],
          }),
          scenario('half of the connections are in use', {
            given: [
              connections('active', 10),
              connections('idle', 40),
              database(postgresMaxConnections, 100),
            ],
            expect: [quietAt('25m')],
          }),
        ],
      }),
      alert('ObserverDatabaseQueriesSlow', {
        severity: 'warning',
        condition: when(queryLatency(0.99), within('5m'), '>', thresholds.databaseLatencySeconds).and(
          where(judgedQueryCount(within('5m')), '>=', thresholds.databaseMinimumQueries),
          { on: ['namespace', 'job', 'operation'] },
        ),
        for: '10m',
        summary: {
          ko: `DB 쿼리 시간 P99가 ${latency.ko}를 초과함`,
          en: `The slowest hundredth of database queries takes more than ${latency.en}.`,
        },
        description: {
          ko: '{{ $labels.operation }}: 최근 5분간 P99 {{ $value | humanizeDuration }}',
          en: '{{ $labels.operation }}: P99 of the last five minutes {{ $value | humanizeDuration }}.',
        },
        scenarios: [
          scenario('every insert takes between one and two and a half seconds', {
            given: [queries(60), bucket('1', 0), bucket('2.5', 60), bucket('+Inf', 60)],
            expect: [quietAt('8m'), firesAt('20m', { labels: { operation: 'insert' }, value: 2.485 })],
          }),
          scenario('every insert takes less than half a second', {
            given: [queries(60), bucket('0.5', 60), bucket('1', 60), bucket('2.5', 60), bucket('+Inf', 60)],
            expect: [quietAt('25m')],
          }),
          scenario('one slow insert a minute, which is too few to judge', {
            given: [queries(1), bucket('1', 0), bucket('2.5', 1), bucket('+Inf', 1)],
            expect: [quietAt('25m')],
          }),
        ],
      }),
    ],
  };
}

const exporterUp = (value: number): GivenSeries =>
  given(postgresExporterUp, { instance: INSTANCE }, level(value, '30m'));

const database = (
  series: typeof postgresIsUp | typeof postgresLastScrapeError | typeof postgresMaxConnections,
  value: number,
): GivenSeries => given(series, { instance: INSTANCE }, level(value, '30m'));

const connections = (state: string, value: number): GivenSeries =>
  given(postgresConnections, { instance: INSTANCE, datname: 'observer', state }, level(value, '30m'));

const queries = (perMinute: number): GivenSeries =>
  given(
    databaseQueryDuration.count,
    { instance: '10.1.0.7:8000', pod: 'observer-0', operation: 'insert' },
    counting(perMinute, '30m'),
  );

const bucket = (le: string, perMinute: number): GivenSeries =>
  given(
    databaseQueryDuration.bucket,
    { instance: '10.1.0.7:8000', pod: 'observer-0', operation: 'insert', le },
    perMinute === 0 ? level(0, '30m') : counting(perMinute, '30m'),
  );
