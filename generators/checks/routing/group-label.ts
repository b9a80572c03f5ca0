import { nearest } from '../../base/nearest.ts';
import { ALWAYS_EQUAL } from '../../compile/inhibitions.ts';
import { defineCheck } from '../check.ts';
import { placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routeDefinition, routedOf, routesIn } from './routed.ts';

export const groupLabel = defineCheck({
  code: 'routing/group-label',
  severity: 'error',
  title: 'Messages are grouped by labels that alerts have',
  reason: 'Alerts that should be separate share one message',
  page: {
    details:
      'No alert of the project has a label of `groupBy`. `cluster` is allowed: Prometheus adds it as an external label.',
    impact: 'A label that no alert has groups everything into one message.',
    example: {
      language: 'ts',
      bad: "groupBy: ['namspace', 'alertname']",
      good: "groupBy: ['namespace', 'alertname']",
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const known = new Set([
      ...ALWAYS_EQUAL,
      ...routed.alerts.flatMap((alert) => Object.keys(alert)),
      ...alertsOf(service).flatMap(({ definition }) => definition.condition.query.labels),
    ]);
    for (const { route } of routesIn(routed.routing.route)) {
      for (const label of route.groupBy ?? []) {
        if (known.has(label) || label === '...') continue;
        const near = nearest(label, [...known]);
        yield {
          place: placeOf(routeDefinition(route)),
          message: `no alert has the label ${label}, by which the route groups`,
          remedy: near === undefined ? `Remove '${label}' from groupBy` : `Write '${near}'`,
        };
      }
    }
  },
});
