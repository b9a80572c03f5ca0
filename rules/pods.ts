import type { RuleGroup } from 'observability-as-code';
import { podRules as kubernetesPodRules } from 'observability-as-code/mixins/kubernetes';
import { targetRules } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import type { RuleContext } from './context.ts';

/** Whether Kubernetes keeps the observer running, and whether Prometheus sees it. */
export function podRules(context: RuleContext): RuleGroup {
  return {
    name: `${context.config.app}-pods`,
    rules: [...kubernetesPodRules(context), ...targetRules(context, { up: observerUp, panel: 'pod-status' })],
  };
}
