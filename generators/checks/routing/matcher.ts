import { nearest } from '../../base/nearest.ts';
import { defineCheck } from '../check.ts';
import { placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { FOREIGN_ALERTS, routeDefinition, routedOf, routesIn } from './routed.ts';

export const matcher = defineCheck({
  code: 'routing/matcher',
  severity: 'error',
  title: 'Routes match labels and values that alerts have',
  reason: 'The route matches none of the alerts that it was written for',
  page: {
    details:
      'A route matches a label that no alert has, or a value that no rule sets. Labels from queries may have any value.',
    impact: 'The alerts take another route: a page becomes a ticket, or a muted alert pages at night.',
    example: {
      language: 'ts',
      bad: "route({ match: { alertname: 'ShopTargetDwon' }, receiver: 'pages' })",
      good: "route({ match: { alertname: 'ShopTargetDown' }, receiver: 'pages' })",
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const fromQueries = new Set(
      alertsOf(service).flatMap(({ definition }) => definition.condition.query.labels),
    );
    const alerts = [...routed.alerts, ...FOREIGN_ALERTS];
    for (const { route } of routesIn(routed.routing.route)) {
      for (const [label, wanted] of Object.entries(route.match ?? {})) {
        if (label !== 'namespace' && fromQueries.has(label)) continue;
        const known = [...new Set(alerts.flatMap((alert) => alert[label] ?? []))];
        for (const value of [wanted].flat().filter((each) => !known.includes(each))) {
          const near = nearest(value, known);
          yield {
            place: placeOf(routeDefinition(route)),
            message:
              known.length === 0 ? `no alert has the label ${label}` : `no alert has ${label}="${value}"`,
            remedy:
              near === undefined
                ? `Ask for what alerts have${known.length === 0 ? '' : `: ${known.slice(0, 5).join(', ')}`}, or remove the value`
                : `Write '${near}'`,
          };
        }
      }
    }
  },
});
