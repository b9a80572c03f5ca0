import { inhibited, type RuleGroup } from 'observability-as-code';
import { podRules as kubernetesPodRules } from 'observability-as-code/mixins/kubernetes';
import { targetRules } from 'observability-as-code/mixins/prometheus';
import { observerUp } from '../metrics/prometheus.ts';
import { observerProcess } from '../signals/process.ts';
import type { RuleContext } from './context.ts';

/** Whether Kubernetes keeps the observer running, whether Prometheus sees it, and whether it has room to work. */
export function podRules(context: RuleContext): RuleGroup {
  return {
    name: `${context.config.app}-pods`,
    rules: [
      // A container that does not stay up is a target that is down, which is noticed sooner.
      ...kubernetesPodRules(context).map((rule) =>
        rule.kind === 'alert' && rule.name === 'ObserverPodCrashLooping'
          ? inhibited(rule, { alert: 'ObserverTargetDown' }, { alert: 'ObserverTargetMissing' })
          : rule,
      ),
      ...targetRules(context, { up: observerUp }),
      ...observerProcess.rules(context),
    ],
  };
}
