import { alert, compare, type RuleGroup, spokenSeconds } from 'observability-as-code';
import { postgresRules } from 'observability-as-code/mixins/postgres';
import { where } from 'observability-as-code/promql';
import { judgedQueryCount, queryLatency } from '../signals/database.ts';
import type { RuleContext } from './context.ts';
import { databaseCases } from './database.cases.ts';

/** Whether the database can be used, and answers in time. */
export function databaseRules(context: RuleContext): RuleGroup {
  const { config, thresholds, within } = context;
  const scope = within('5m');
  const latency = spokenSeconds(thresholds.databaseLatencySeconds);
  const enoughQueries = where(judgedQueryCount(scope), '>=', thresholds.databaseMinimumQueries);
  const cases = databaseCases(context);
  return {
    name: `${config.app}-database`,
    rules: [
      ...postgresRules(context),
      alert('ObserverDatabaseQueriesSlow', {
        severity: 'warning',
        condition: compare(queryLatency(0.99), scope, '>', thresholds.databaseLatencySeconds).and(
          enoughQueries,
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
        ...cases.queriesSlow,
      }),
    ],
  };
}
