import { inhibited, type RuleGroup } from 'observability-as-code';
import { objectiveRules } from 'observability-as-code/mixins/objectives';
import { objectives } from '../signals/slo.ts';
import type { RuleContext } from './context.ts';

/** Whether the promises to the users of the HTTP API are kept, over hours and days instead of minutes. */
export function sloRules(context: RuleContext): RuleGroup {
  const group = objectiveRules(context, Object.values(objectives(context.thresholds)));
  return {
    ...group,
    // Errors of minutes are noticed by ObserverHighErrorRate first.
    rules: group.rules.map((rule) =>
      rule.kind === 'alert' && rule.labels?.slo === 'http-availability'
        ? inhibited(rule, { alert: 'ObserverHighErrorRate', equal: ['job'] })
        : rule,
    ),
  };
}
