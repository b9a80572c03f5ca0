import type { Duration } from '../base/duration.ts';
import type { ServiceConfig } from '../config/config.ts';
import {
  type LabelCondition,
  matches,
  not,
  type Scope,
  variable,
  variables,
} from '../promql/build/select.ts';
import type { Project } from './project.ts';

type Constraints = Readonly<Record<string, LabelCondition | string>>;

/** How panels, links and rules select: as the project says, or by the jobs and selectors of the configuration. */
export function scopesOf(project: Project): Required<NonNullable<Project['scopes']>> {
  return { dashboard: dashboardScope, drillDown: drillDownScope, rules: ruleScope, ...project.scopes };
}

/** What tells the service's own series from those of others. */
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
  return pickedScope(config, {});
}

/** The same for a service whose targets carry the label `pod`: the picker of pods narrows its own metrics, too. */
export function podDashboardScope(config: ServiceConfig): Scope {
  return pickedScope(config, { pod: variables('pod') });
}

function pickedScope(config: ServiceConfig, further: Constraints): Scope {
  const namespace = variable('namespace');
  const service = { namespace, job: variables('job'), instance: variables('instance'), ...further };
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
  const particular: Readonly<Record<string, Constraints>> = {
    // Rows without a container are the pod's cgroup: the sum of its containers, counted twice.
    cadvisor: { job: jobOf(config, 'cadvisor'), namespace, pod, container: not('') },
    kubelet: {
      job: jobOf(config, 'kubelet'),
      namespace,
      persistentvolumeclaim: matches(config.selectors.volumes),
    },
    rules: { namespace },
    service,
  };
  return {
    window,
    constraints: (exporter) => particular[exporter] ?? { job: jobOf(config, exporter), namespace },
  };
}

function jobOf(config: ServiceConfig, exporter: string): string {
  return config.jobs[exporter] ?? exporter;
}
