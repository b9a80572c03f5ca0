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

/** How panels, links and rules select: as the project states, or by the configuration's jobs and selectors. */
export function scopesOf(project: Project): Required<NonNullable<Project['scopes']>> {
  return { dashboard: dashboardScope, drillDown: drillDownScope, rules: ruleScope, ...project.scopes };
}

/** What distinguishes the service's series from those of others. */
interface Selection {
  readonly namespace: LabelCondition | string;
  readonly pod: LabelCondition;
  readonly service: Constraints;
}

/** The scope of every rule: one fixed namespace. Each rule chooses its window with `over`. */
export function ruleScope(config: ServiceConfig): Scope {
  const service = { namespace: config.namespace, job: jobOf(config, 'service') };
  return scopeOf(config, '5m', { namespace: config.namespace, pod: matches(config.selectors.pods), service });
}

/** The scope of every panel: the viewer's selection. */
export function dashboardScope(config: ServiceConfig): Scope {
  return pickedScope(config, {});
}

/** The same for a service whose targets have the label `pod`: the pod picker also filters its own metrics. */
export function podDashboardScope(config: ServiceConfig): Scope {
  return pickedScope(config, { pod: variables('pod') });
}

function pickedScope(config: ServiceConfig, further: Constraints): Scope {
  const namespace = variable('namespace');
  const service = { namespace, job: variables('job'), instance: variables('instance'), ...further };
  return scopeOf(config, '$__rate_interval', { namespace, pod: variables('pod'), service });
}

/** The scope of a link to Explore: the viewer's namespace, and everything of the service in it. */
export function drillDownScope(config: ServiceConfig): Scope {
  // In the URL everything else is percent-encoded; only this form survives and is filled in by Grafana.
  const namespace: LabelCondition = { operator: '=', value: '${namespace}', isVariable: true };
  const service = { namespace, job: jobOf(config, 'service') };
  return scopeOf(config, '$__rate_interval', { namespace, pod: matches(config.selectors.pods), service });
}

function scopeOf(config: ServiceConfig, window: Duration | '$__rate_interval', selection: Selection): Scope {
  const { namespace, pod, service } = selection;
  const particular: Readonly<Record<string, Constraints>> = {
    // Rows without a container are the pod's cgroup, the sum of its containers, and would count twice.
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
