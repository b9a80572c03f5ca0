import type { RuleGroup } from '../generators/define/rules.ts';
import { podRules as kubernetesPodRules } from '../generators/mixins/kubernetes/index.ts';
import { targetRules } from '../generators/mixins/prometheus/index.ts';
import { observerUp } from '../metrics/prometheus.ts';
import type { RuleContext } from './context.ts';

/** Whether Kubernetes keeps the observer running, and whether Prometheus sees it. */
export function podRules(context: RuleContext): RuleGroup {
  return {
    name: `${context.config.app}-pods`,
    rules: [...kubernetesPodRules(context), ...targetRules(context, { up: observerUp, panel: 'pod-status' })],
  };
}
