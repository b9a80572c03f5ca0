import type { Duration } from '../generators/base/duration.ts';
import { following } from '../generators/define/boundary-tests.ts';
import { histogramOf } from '../generators/define/histogram.ts';
import { alert, compare, matching, type RuleGroup } from '../generators/define/rules.ts';
import {
  constant,
  firesAt,
  type GivenSeries,
  given,
  increasing,
  missing,
  quietAt,
  scenario,
} from '../generators/define/scenario.ts';
import { inParts, relabelled } from '../generators/define/variants.ts';
import { percent, spokenSeconds } from '../generators/define/wording.ts';
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
import type { RuleContext } from './context.ts';

const EXPORTER = { instance: '10.1.0.9:9187' } as const;

/** Whether the database can be used. `up` is the exporter: it answers happily while the database is down. */
export function databaseRules({ config, thresholds, within }: RuleContext): RuleGroup {
  const scope = within('5m');
  const latency = spokenSeconds(thresholds.databaseLatencySeconds);
  const enough = thresholds.databaseMinimumQueries;
  /** Queries a minute, of which the alert has enough at once. */
  const plenty = enough * 4;
  const slow = thresholds.databaseLatencySeconds * 2;
  /** Queries that take so long. Some are counted until the given time only. */
  const queries = (
    labels: QueryLabels,
    perMinute: number,
    seconds = slow,
    until: Duration = '40m',
  ): readonly GivenSeries[] => [
    given(databaseQueryDuration.count, labels, increasing(perMinute, until), increasing(0, '40m')),
    ...histogramOf(databaseQueryDuration, labels, [{ value: seconds, length: '40m' }], perMinute),
  ];
  const isDown = compare(databaseUp, scope, '==', 0);
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
        boundaryTests: {
          given: (phases) => [
            following(postgresIsUp, EXPORTER, phases, constant),
            following(postgresLastScrapeError, EXPORTER, phases, (_, length) => constant(0, length)),
          ],
          holdsAfter: '0m',
        },
        scenarios: [
          scenario('one of two exporters can neither reach the database nor read it', {
            given: [
              given(postgresIsUp, EXPORTER, constant(0, '30m')),
              given(postgresIsUp, OTHER_EXPORTER, constant(1, '30m')),
              given(postgresLastScrapeError, EXPORTER, constant(1, '30m')),
              given(postgresLastScrapeError, OTHER_EXPORTER, constant(0, '30m')),
            ],
            expect: [quietAt('25m')],
          }),
          scenario('the exporter believes the database to be up but cannot read it', {
            given: [
              given(postgresIsUp, EXPORTER, constant(1, '30m')),
              given(postgresLastScrapeError, EXPORTER, constant(1, '30m')),
              // Other databases are none of its business.
              given(postgresLastScrapeError, { ...EXPORTER, namespace: 'another' }, constant(1, '30m')),
              given(postgresLastScrapeError, { ...EXPORTER, job: 'another' }, constant(1, '30m')),
            ],
            expect: [quietAt('1m'), firesAt('5m', { labels: {}, value: 1 })],
          }),
        ],
      }),
      alert('ObserverDatabaseExporterDown', {
        severity: 'warning',
        condition: compare(databaseExporterUp, scope, '==', 0),
        for: '5m',
        panel: 'database-status',
        summary: { ko: 'postgres_exporter를 수집할 수 없음', en: 'postgres_exporter cannot be scraped.' },
        description: {
          ko: '{{ $labels.instance }} 스크레이프가 실패합니다. 데이터베이스 상태를 알 수 없습니다.',
          en: 'Scrapes of {{ $labels.instance }} fail: the state of the database is unknown.',
        },
        boundaryTests: {
          given: (phases) => [following(postgresExporterUp, EXPORTER, phases, constant)],
          holdsAfter: '0m',
          labels: EXPORTER,
          otherInstance: { instance: '10.1.0.10:9187' },
          // The address went from one pod to another.
          splitSeries: (series, seriesAt) => [...series, ...relabelled(seriesAt(1), { pod: 'exporter-1' })],
        },
        scenarios: [],
      }),
      alert('ObserverDatabaseTargetMissing', {
        severity: 'critical',
        condition: matching(absent(select(scope, postgresExporterUp))),
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
        boundaryTests: {
          given: (phases) => [
            following(postgresExporterUp, EXPORTER, phases, (isMissing, length) =>
              isMissing > 0 ? missing(length) : constant(1, length),
            ),
          ],
          holdsAfter: '0m',
          absence: 'fires',
        },
        scenarios: [],
      }),
      alert('ObserverDatabaseConnectionsHigh', {
        severity: 'warning',
        condition: compare(connectionsUsed, scope, '>', thresholds.databaseConnectionsRatio),
        for: '10m',
        summary: {
          ko: `DB 연결 사용률이 ${percent(thresholds.databaseConnectionsRatio)}를 초과함`,
          en: `More than ${percent(thresholds.databaseConnectionsRatio)} of the database connections are in use.`,
        },
        description: {
          ko: 'max_connections의 {{ $value | humanizePercentage }} 사용 중입니다.',
          en: '{{ $value | humanizePercentage }} of max_connections are in use.',
        },
        boundaryTests: {
          given: (phases) => [
            following(postgresConnections, connection('active'), phases, (used, length) =>
              constant(40 * used, length),
            ),
            following(postgresConnections, connection('idle'), phases, (used, length) =>
              constant(60 * used, length),
            ),
            following(postgresMaxConnections, EXPORTER, phases, (_, length) => constant(100, length)),
          ],
          holdsAfter: '0m',
          splitSeries: (series) => [
            ...series,
            given(postgresMaxConnections, OTHER_EXPORTER, constant(10, '2h')),
          ],
        },
        scenarios: [],
      }),
      alert('ObserverDatabaseQueriesSlow', {
        severity: 'warning',
        condition: compare(queryLatency(0.99), within('5m'), '>', thresholds.databaseLatencySeconds).and(
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
        boundaryTests: {
          given: (phases) => [
            following(databaseQueryDuration.count, INSERTS, phases, (_, length) =>
              increasing(plenty, length),
            ),
            ...histogramOf(databaseQueryDuration, INSERTS, phases, plenty),
          ],
          holdsAfter: '1m',
          normalValue: 0.01,
          extremeValue: SLOWEST,
          labels: { operation: 'insert' },
          otherInstance: { operation: 'select' },
        },
        scenarios: [
          scenario('inserts are slow, but too few to judge, and the many selects are fast', {
            given: [
              ...queries(INSERTS, (enough / 5) * 0.95),
              ...queries({ ...INSERTS, operation: 'select' }, plenty, 0.01),
            ],
            expect: [quietAt('35m')],
          }),
          scenario('inserts are slow, those of two pods are just enough to judge, and one of them restarts', {
            given: inParts(queries(INSERTS, (enough / 5) * 1.05), OTHER_POD).map((one, index) =>
              index === 0 ? withRestart(one) : one,
            ),
            expect: [firesAt('35m', { labels: { operation: 'insert' } })],
          }),
          scenario('inserts are slow, and the last of them are long enough ago to be too few', {
            given: queries(INSERTS, (enough / 2.5) * 1.05, slow, '20m'),
            expect: [firesAt('20m', { labels: { operation: 'insert' } }), quietAt('23m')],
          }),
          scenario('one pod of two is slow, and makes one insert in ten', {
            given: [
              ...queries(INSERTS, plenty * 0.9, 0.01),
              ...queries({ ...INSERTS, ...OTHER_POD }, plenty * 0.1, SLOWEST),
            ],
            expect: [firesAt('35m', { labels: { operation: 'insert' } })],
          }),
          scenario('migrations are slow, as they may be', {
            given: queries({ ...INSERTS, operation: 'migrate' }, plenty, SLOWEST),
            expect: [quietAt('35m')],
          }),
        ],
      }),
    ],
  };
}

interface QueryLabels {
  readonly instance: string;
  readonly pod: string;
  readonly operation: 'insert' | 'select' | 'migrate';
}

const INSERTS = { instance: '10.1.0.7:8000', pod: 'observer-0', operation: 'insert' } as const;

const OTHER_POD = { instance: '10.1.0.8:8000', pod: 'observer-1' } as const;
const OTHER_EXPORTER = { instance: '10.1.0.10:9187' } as const;

/** Seconds; within the last bucket that has an end. */
const SLOWEST = 9;

/** The counter begins again two minutes before the scenarios above look. */
function withRestart(one: GivenSeries): GivenSeries {
  const [first] = one.segments;
  if (first?.kind !== 'increasing') return one;
  const { perMinute } = first;
  return { ...one, segments: [increasing(perMinute, '33m'), increasing(perMinute, '7m', perMinute)] };
}

const connection = (state: string) => ({ ...EXPORTER, datname: 'observer', state }) as const;
