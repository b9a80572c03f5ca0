import type { Duration, ServiceConfig } from 'observability-as-code';
import {
  type LabelCondition,
  matches,
  not,
  type Scope,
  variable,
  variables,
} from 'observability-as-code/promql';

type Constraints = Readonly<Record<string, LabelCondition | string>>;

/** What tells the service's own series from those of its neighbours, exporter by exporter. */
interface Selection {
  readonly namespace: LabelCondition | string;
  readonly pod: LabelCondition;
  readonly service: Constraints;
}

/** What every rule looks at: one namespace, fixed. Windows are chosen by each rule with `over`. */
export function ruleScope(config: ServiceConfig): Scope {
  const service = { namespace: config.namespace, job: jobOf(config, 'service') };
  return scopeOf(config, '5m', { namespace: config.namespace, pod: matches(config.selectors.pods), service });
}

/** What every panel looks at: whatever the viewer picked. */
export function dashboardScope(config: ServiceConfig): Scope {
  const namespace = variable('namespace');
  const service = { namespace, job: variables('job'), instance: variables('instance') };
  return scopeOf(config, '$__rate_interval', { namespace, pod: variables('pod'), service });
}

/** What a link into Explore looks at: the namespace the viewer picked, and everything of the service in it. */
export function drillDownScope(config: ServiceConfig): Scope {
  // In the URL everything else is percent-encoded; only this form survives there and is filled in by Grafana.
  const namespace: LabelCondition = { operator: '=', value: '${namespace}', isVariable: true };
  const service = { namespace, job: jobOf(config, 'service') };
  return scopeOf(config, '$__rate_interval', { namespace, pod: matches(config.selectors.pods), service });
}

function scopeOf(config: ServiceConfig, window: Duration | '$__rate_interval', selection: Selection): Scope {
  const { namespace, pod, service } = selection;
  const platform: Readonly<Record<string, Constraints>> = {
    'kube-state-metrics': { job: jobOf(config, 'kube-state-metrics'), namespace },
    // Rows without a container are the pod's cgroup: the sum of its containers, counted twice.
    cadvisor: { job: jobOf(config, 'cadvisor'), namespace, pod, container: not('') },
    kubelet: {
      job: jobOf(config, 'kubelet'),
      namespace,
      persistentvolumeclaim: matches(config.selectors.volumes),
    },
    postgres: { job: jobOf(config, 'postgres'), namespace },
    rules: { namespace },
    service,
  };
  return { window, constraints: (exporter) => platform[exporter] ?? { namespace } };
}

function jobOf(config: ServiceConfig, exporter: string): string {
  return config.jobs[exporter] ?? exporter;
}
