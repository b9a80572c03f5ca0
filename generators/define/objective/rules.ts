import { DiagnosticError } from '../../base/diagnostic.ts';
import type { Scope } from '../../promql/index.ts';
import type { RecordingRule, RuleGroup } from '../rules.ts';
import type { RecordingScenario, Scenario } from '../scenario.ts';
import { type BurnRateAlert, burnRateAlerts } from './alerts.ts';
import type { BurnRateWindow } from './burn-rate.ts';
import type { Objective, PromisedObjective } from './objective.ts';
import { type ObjectiveRecord, objectiveRecords } from './recording.ts';
import { periodOf, refusals, type SloConfig } from './validate.ts';

/** An objective with the test cases of its alerts, as for `burnRateAlerts`. */
export interface WatchedObjective {
  readonly objective: Objective;
  scenarios(window: BurnRateWindow): readonly Scenario[];
  /** The test cases of the series recorded for alerts and panels. */
  recordings?(record: ObjectiveRecord): readonly RecordingScenario[];
}

export interface ErrorBudgetDefinition {
  /** Name of the rule group. */
  readonly group: string;
  /** One name for all alerts; `BurnRateLabels` distinguishes them. */
  readonly alert: string;
  /** Selects the service's series; each rule chooses its window. */
  readonly scope: Scope;
  readonly objectives: readonly WatchedObjective[];
}

/** All recording rules first, then the alerts. */
export interface ErrorBudgetGroup extends RuleGroup {
  readonly rules: readonly (RecordingRule | BurnRateAlert)[];
  readonly objectives: readonly PromisedObjective[];
}

/**
 * Recording rules and alerts of service level objectives, in one group: alerts read what was recorded at the
 * same instant.
 *
 * @throws DiagnosticError `slo/target`, `slo/unreachable`, `slo/retention`, `slo/window` or `slo/name` if a
 *   rule would never fire, would fire on unknown data, or would overwrite another's series
 */
export function errorBudgetRules(definition: ErrorBudgetDefinition, config: SloConfig): ErrorBudgetGroup {
  const { group, alert, scope, objectives } = definition;
  const found = refusals(
    objectives.map(({ objective }) => objective),
    config,
  );
  if (found.length > 0) throw new DiagnosticError(found);
  // An objective without a period was rejected above.
  const watched = objectives.flatMap((one) => {
    const period = periodOf(one.objective, config);
    return period === undefined ? [] : [{ ...one, period }];
  });
  return {
    name: group,
    objectives: watched.map(({ objective, period }) => ({ objective, period })),
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
