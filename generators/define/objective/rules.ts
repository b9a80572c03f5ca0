import { DiagnosticError } from '../../base/diagnostic.ts';
import type { Scope } from '../../promql/index.ts';
import type { RecordingRule, RuleGroup } from '../rules.ts';
import type { RecordingScenario, Scenario } from '../scenario.ts';
import { type BurnRateAlert, burnRateAlerts } from './alerts.ts';
import type { BurnRateWindow } from './burn-rate.ts';
import type { Objective } from './objective.ts';
import { type ObjectiveRecord, objectiveRecords } from './recording.ts';
import { periodOf, refusals, type SloConfig } from './validate.ts';

/** An objective with the stories of its alerts, as `burnRateAlerts` takes them. */
export interface WatchedObjective {
  readonly objective: Objective;
  scenarios(window: BurnRateWindow): readonly Scenario[];
  /** The stories of what is recorded for the alerts and the panels. */
  recordings?(record: ObjectiveRecord): readonly RecordingScenario[];
}

export interface ErrorBudgetDefinition {
  /** Of the rule group. */
  readonly group: string;
  /** One name for all alerts; `BurnRateLabels` tell them apart. */
  readonly alert: string;
  /** Which series belong to the service; windows are chosen here. */
  readonly scope: Scope;
  readonly objectives: readonly WatchedObjective[];
}

/** All records first, then the alerts. */
export interface ErrorBudgetGroup extends RuleGroup {
  readonly rules: readonly (RecordingRule | BurnRateAlert)[];
}

/**
 * Recording rules and alerts of service level objectives, as one group: the alerts read what was recorded at the same
 * instant.
 *
 * @throws DiagnosticError `slo/target`, `slo/unreachable`, `slo/retention`, `slo/window` or `slo/name` where a rule
 *   would never fire, fire on what is not known, or overwrite another's series
 */
export function errorBudgetRules(definition: ErrorBudgetDefinition, config: SloConfig): ErrorBudgetGroup {
  const { group, alert, scope, objectives } = definition;
  const found = refusals(
    objectives.map(({ objective }) => objective),
    config,
  );
  if (found.length > 0) throw new DiagnosticError(found);
  // Without a period it was refused above.
  const watched = objectives.flatMap((one) => {
    const period = periodOf(one.objective, config);
    return period === undefined ? [] : [{ ...one, period }];
  });
  return {
    name: group,
    rules: [
      ...watched.flatMap(({ objective, recordings, period }) =>
        objectiveRecords(objective, scope, period, recordings),
      ),
      ...watched.flatMap(({ objective, scenarios, period }) =>
        burnRateAlerts(objective, alert, scope, period, scenarios),
      ),
    ],
  };
}
