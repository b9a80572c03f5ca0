import type { RuleGroup } from 'observability-as-code';
import { watchdogRules } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import type { RuleContext } from './context.ts';

/** In a group of its own, so that no other rule can delay it. */
export function heartbeatRules(context: RuleContext): RuleGroup {
  return {
    name: `${context.config.app}-heartbeat`,
    rules: watchdogRules(context, { up: observerUp, panel: 'firing-alerts' }),
  };
}
