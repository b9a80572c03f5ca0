import type { RouteNode } from '../../alertmanager/configuration.ts';
import { matches } from '../../alertmanager/matcher.ts';
import { routesOf } from '../../alertmanager/simulate.ts';
import { defineCheck } from '../check.ts';
import { placeOf } from '../place.ts';
import { FOREIGN_ALERTS, routeDefinition, routedOf, routesIn } from './routed.ts';

export const shadowed = defineCheck({
  code: 'routing/shadowed',
  severity: 'error',
  title: 'Every route matches alerts that no route before it matches',
  reason: 'The route has no effect, although it looks as if it had one',
  page: {
    details:
      'Earlier routes match every alert that this route matches. Alertmanager uses the first matching route, unless it sets `continue: true`.',
    impact: 'The route has no effect: its receiver is never notified.',
    example: {
      language: 'ts',
      bad: "routes: [\n  route({ match: { severity: 'critical' }, receiver: 'pages' }),\n  route({ match: { severity: 'critical', alertname: 'ShopDown' }, receiver: 'everybody' }),\n]",
      good: "routes: [\n  route({ match: { severity: 'critical', alertname: 'ShopDown' }, receiver: 'everybody' }),\n  route({ match: { severity: 'critical' }, receiver: 'pages' }),\n]",
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const alerts = [...routed.alerts, ...FOREIGN_ALERTS];
    const taken = new Set(
      alerts.flatMap((alert) => routesOf(routed.model.root, alert)).map(({ path }) => path.join()),
    );
    for (const { route, path } of routesIn(routed.routing.route)) {
      const isLeaf = (route.routes ?? []).length === 0;
      const node = path.reduce<RouteNode | undefined>(
        (found, index) => found?.routes[index],
        routed.model.root,
      );
      if (!isLeaf || node === undefined || taken.has(path.join())) continue;
      if (!alerts.some((alert) => matches(node.matchers, alert))) continue;
      yield {
        place: placeOf(routeDefinition(route)),
        message: 'routes before it take all of its alerts',
        remedy: 'Move it up, before the route that is less special, or remove it',
      };
    }
  },
});
