import { errorBudgetRules, type Objective } from '../../define/objective/index.ts';
import type { RuleContext } from '../../define/rule-context.ts';
import type { RuleGroup } from '../../define/rules.ts';
import { burnRateScenarios } from './alerts.cases.ts';
import { recordingScenarios } from './recordings.cases.ts';

/**
 * The recording rules of the objectives, and the alerts on their burn rates, all named
 * `<prefix>ErrorBudgetBurn`. They have their own group: alerts read what is recorded at the same instant.
 */
export function objectiveRules(
  { prefix, config, within }: RuleContext,
  objectives: readonly Objective[],
): RuleGroup {
  return errorBudgetRules(
    {
      group: `${config.app}-slo`,
      alert: `${prefix}ErrorBudgetBurn`,
      scope: within('5m'),
      objectives: objectives.map((objective) => ({
        objective,
        scenarios: (window) => burnRateScenarios(objective, window, config),
        recordings: (record) => recordingScenarios(objective, record, config),
      })),
    },
    config,
  );
}
