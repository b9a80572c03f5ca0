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
      '`alertmanager.applyConfig` puts the routes into an AlertmanagerConfig, which matches only its own namespace, and a rule sets the label `namespace` of its alerts to another one.',
    impact: 'The alert takes other routes or the default route, and may notify no receiver.',
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
