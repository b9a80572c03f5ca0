import type { ServiceConfig } from '../../config/config.ts';
import { quote, quoteVariable } from '../../promql/build/escape.ts';

/** `SortOrder` of the panel: firing before pending. */
const BY_IMPORTANCE = 3;

/**
 * Options of Grafana's alert list
 * (https://github.com/grafana/grafana/blob/main/public/app/plugins/panel/alertlist/types.ts), for which the SDK has
 * no builder. It lists the rules of every data source, so it is narrowed by the labels that all our alerts carry.
 */
export function alertListOptions({ alerts }: ServiceConfig): object {
  const { severity: _, ...common } = alerts.labels;
  const matchers = [
    ...Object.entries(common).map(([name, value]) => `${name}=${quote(value)}`),
    `namespace=${quoteVariable('$namespace')}`,
    // The heartbeat always fires.
    'severity!="none"',
  ];
  return {
    viewMode: 'list',
    groupMode: 'default',
    groupBy: [],
    maxItems: 20,
    sortOrder: BY_IMPORTANCE,
    dashboardAlerts: false,
    alertName: '',
    alertInstanceLabelFilter: `{${matchers.join(', ')}}`,
    showInstances: false,
    showInactiveAlerts: false,
    stateFilter: { firing: true, pending: true, recovering: true, noData: false, normal: false, error: true },
  };
}
