import type { LabelSet } from '../alertmanager/matcher.ts';
import { type Delivery, simulate } from '../alertmanager/simulate.ts';
import { alertsLike } from '../compile/routed-service.ts';
import type { Project } from '../define/project.ts';
import { loadServices } from './load.ts';
import { routeService } from './route-project.ts';

export interface Moment {
  /** ISO 8601 with a time zone: `2026-11-24T03:00+09:00`. */
  readonly at: string;
  /** Alerts that fire at the same time. */
  readonly firing?: readonly LabelSet[];
}

/** Where the alerts of a project go, for tests. */
export interface AlertRouter {
  /** The labels that each rule's alerts always have. */
  readonly alerts: readonly LabelSet[];
  /** The receivers that an alert reaches; missing labels are taken from its rules. */
  receiversOf(alert: LabelSet, moment: Moment): readonly string[];
  deliveriesOf(alert: LabelSet, moment: Moment): readonly Delivery[];
}

/**
 * The routes of a project with one service, as configured.
 *
 * @throws RangeError if nothing is routed; its methods throw it for alerts that the project does not have
 */
export async function alertRouter(
  project: Project,
  { config = 'observability.yaml', env }: { readonly config?: string; readonly env?: string } = {},
): Promise<AlertRouter> {
  const { services } = await loadServices(project, config, env);
  const routed = services.flatMap((service) => routeService(project, service, 'out') ?? [])[0];
  if (routed === undefined) throw new RangeError('the configuration has no block `alertmanager`');
  const known = (alert: LabelSet): readonly LabelSet[] => {
    const found = alertsLike(routed.alerts, alert);
    if (found.length === 0) throw new RangeError(`the project has no alert ${JSON.stringify(alert)}`);
    return found;
  };
  const deliveriesOf = (alert: LabelSet, { at, firing = [] }: Moment) =>
    known(alert).flatMap((labels) =>
      simulate(routed.model, labels, { at: new Date(at), firing: firing.flatMap(known) }),
    );
  return {
    alerts: routed.alerts,
    deliveriesOf,
    receiversOf: (alert, moment) => [
      ...new Set(
        deliveriesOf(alert, moment)
          .filter(({ isSent }) => isSent)
          .map(({ receiver }) => receiver),
      ),
    ],
  };
}
