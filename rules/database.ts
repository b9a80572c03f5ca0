import { alert, compare, matching, type RuleGroup, spokenSeconds, spokenValue } from 'observability-as-code';
import { postgresRules } from 'observability-as-code/mixins/postgres';
import { where } from 'observability-as-code/promql';
import { judgedQueryCount, queryLatency, rowsOnlyInFiles } from '../signals/database.ts';
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
          ko: `{{ $labels.operation }}: 최근 5분간 P99 ${spokenValue.ko}`,
          en: `{{ $labels.operation }}: P99 of the last five minutes ${spokenValue.en}.`,
        },
        ...cases.queriesSlow,
      }),
      alert('ObserverDatabaseRowsLeftOut', {
        severity: 'warning',
        inhibitedBy: [{ alert: 'ObserverDatabaseDown' }],
        condition: matching(where(rowsOnlyInFiles(within('15m')), '>=', 1)),
        // Later than ObserverDatabaseDown.
        for: '5m',
        keepFiringFor: '30m',
        panel: 'database-rows',
        summary: {
          ko: '일부 레코드가 DB에 적재되지 않음',
          en: 'Some records are missing from the database.',
        },
        description: {
          ko: '최근 15분간 {{ printf "%.0f" $value }}건이 JSONL 파일에만 있습니다. observer load로 다시 적재하세요.',
          en: '{{ printf "%.0f" $value }} records of the last 15 minutes are in the JSONL files alone. Load them with observer load.',
        },
        ...cases.rowsLeftOut,
      }),
    ],
  };
}
