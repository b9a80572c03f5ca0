import { defineCheck } from '../check.ts';
import { routedOf, routesIn } from './routed.ts';

/** In every configuration; a project with its own routes may not need them. */
const BY_DEFAULT = ['heartbeat', 'nobody', 'pages', 'tickets'];

export const receiver = defineCheck({
  code: 'routing/receiver',
  severity: 'warning',
  title: 'Every receiver of the configuration is used',
  reason: 'Its owner expects notifications and gets none',
  page: {
    details:
      'No route uses the receiver. `pages`, `tickets`, `heartbeat` and `nobody` exist by default and may be unused.',
    example: {
      given: 'In `observability.yaml`; the routes name `pages`',
      language: 'yaml',
      bad: 'alertmanager:\n  receivers:\n    pager: { pagerduty: {} }',
      good: 'alertmanager:\n  receivers:\n    pages: { pagerduty: {} }',
    },
  },
  *find(service) {
    const routed = routedOf(service);
    if (routed === undefined) return;
    const used = new Set(routesIn(routed.routing.route).map(({ route }) => route.receiver));
    for (const { name } of routed.model.receivers) {
      if (used.has(name) || BY_DEFAULT.includes(name)) continue;
      yield {
        place: { definition: `alertmanager.receivers.${name}` },
        message: `no route names the receiver \`${name}\``,
        remedy: `Name it in a route, or remove it; the routes name ${[...used].filter(Boolean).join(', ')}`,
      };
    }
  },
});
