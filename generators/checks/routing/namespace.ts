import { defineCheck } from '../check.ts';
import { alertDefinition, placeOf } from '../place.ts';
import { alertsOf } from '../service.ts';
import { routedOf } from './routed.ts';

export const namespace = defineCheck({
  code: 'routing/namespace',
  severity: 'error',
  title: 'An applied AlertmanagerConfig matches every alert of the service',
  reason: 'The operator adds the namespace of the object to its routes, so they never take this alert',
  page: {
    details:
      'With `alertmanager.applyConfig` the routes are an AlertmanagerConfig in the namespace of the service, and a rule sets the label `namespace` of its alerts to another one.',
    impact: 'The alert follows the routes of others, or the default one, and may reach nobody.',
    example: {
      language: 'ts',
      bad: "alert('ShopDatabaseDown', { labels: { namespace: 'databases' }, … })",
      good: "alert('ShopDatabaseDown', { labels: { database: 'databases/shop' }, … })",
    },
  },
  *find(service) {
    const { config } = service;
    const routed = routedOf(service);
    if (routed === undefined || config.alertmanager?.applyConfig !== true) return;
    for (const [index, alert] of alertsOf(service).entries()) {
      const own = routed.alerts[index]?.namespace;
      if (own === config.namespace) continue;
      yield {
        place: placeOf(alertDefinition(alert)),
        message: `its label namespace is "${own}", and the AlertmanagerConfig is in "${config.namespace}"`,
        remedy: 'Remove the label, or use alertmanager.yaml, which matches alerts of all namespaces',
      };
    }
  },
});
