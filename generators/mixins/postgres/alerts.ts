import { displayName } from '../../config/display-name.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import { type Alert, alert, compare, matching } from '../../define/rules.ts';
import { libraryText } from '../../define/text.ts';
import { percent } from '../../define/wording.ts';
import { absent, or, select, where } from '../../promql/index.ts';
import { postgresCases } from './alerts.cases.ts';
import { postgresExporterUp } from './metrics.ts';
import { connectionsUsed, databaseExporterUp, databaseScrapeFailed, databaseUp } from './signals.ts';
import type { PostgresThreshold } from './thresholds.ts';

/**
 * Alerts on the availability of the database. `up` is the exporter, which responds even while the database is
 * down.
 */
export function postgresRules(context: RuleContext<PostgresThreshold>): readonly Alert[] {
  const { prefix, config, thresholds, within } = context;
  const scope = within('5m');
  const isDown = compare(databaseUp, scope, '==', 0);
  const cases = postgresCases(config);
  return [
    alert(`${prefix}DatabaseDown`, {
      severity: 'critical',
      condition: { ...isDown, query: or(isDown.query, where(databaseScrapeFailed.query(scope), '==', 1)) },
      for: '2m',
      summary: libraryText({
        ko: 'PostgreSQL 데이터베이스가 다운됨',
        en: 'The PostgreSQL database is down.',
      }),
      description: libraryText({
        ko: `${displayName(config.app)}의 PostgreSQL에 연결할 수 없습니다. ({{ $labels.namespace }}/{{ $labels.job }})`,
        en: `The database of ${displayName(config.app)} cannot be reached ({{ $labels.namespace }}/{{ $labels.job }}).`,
      }),
      ...cases.databaseDown,
    }),
    alert(`${prefix}DatabaseExporterDown`, {
      severity: 'warning',
      condition: compare(databaseExporterUp, scope, '==', 0),
      for: '5m',
      panel: 'database-status',
      summary: libraryText({
        ko: 'postgres_exporter를 수집할 수 없음',
        en: 'postgres_exporter cannot be scraped.',
      }),
      description: libraryText({
        ko: '{{ $labels.instance }} 스크레이프가 계속 실패해 DB 상태를 알 수 없습니다.',
        en: 'Scrapes of {{ $labels.instance }} fail: the state of the database is unknown.',
      }),
      ...cases.exporterDown,
    }),
    alert(`${prefix}DatabaseTargetMissing`, {
      severity: 'warning',
      condition: matching(absent(select(scope, postgresExporterUp))),
      for: '5m',
      panel: 'database-status',
      summary: libraryText({
        ko: 'Prometheus가 postgres_exporter 타겟을 찾지 못함',
        en: 'Prometheus has no target for postgres_exporter.',
      }),
      description: libraryText({
        ko: `${config.namespace}에 job {{ $labels.job }}의 타겟이 없어 DB 상태를 알 수 없습니다.`,
        en: `No target of job {{ $labels.job }} in ${config.namespace}: the state of the database is unknown.`,
      }),
      ...cases.targetMissing,
    }),
    alert(`${prefix}DatabaseConnectionsHigh`, {
      severity: 'warning',
      condition: compare(connectionsUsed, scope, '>', thresholds.databaseConnectionsRatio),
      for: '10m',
      summary: libraryText({
        ko: `DB 연결 사용률이 ${percent(thresholds.databaseConnectionsRatio)}를 초과함`,
        en: `More than ${percent(thresholds.databaseConnectionsRatio)} of the database connections are in use.`,
      }),
      description: libraryText({
        ko: 'max_connections의 {{ $value | humanizePercentage }} 사용 중입니다.',
        en: '{{ $value | humanizePercentage }} of max_connections are in use.',
      }),
      ...cases.connectionsHigh,
    }),
  ];
}
