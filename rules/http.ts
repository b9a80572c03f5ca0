import { inhibited, type RuleGroup } from 'observability-as-code';
import { http } from '../signals/http.ts';
import type { RuleContext } from './context.ts';

/** What the users of the observer's HTTP API notice. */
export function httpRules(context: RuleContext): RuleGroup {
  return {
    name: `${context.config.app}-http`,
    rules: http.rules(context).map((rule) =>
      rule.name === 'ObserverHighLatency'
        ? inhibited(rule, {
            alert: 'ObserverErrorBudgetBurn',
            labels: { slo: 'http-latency', severity: 'critical' },
            equal: ['job'],
          })
        : rule,
    ),
  };
}
