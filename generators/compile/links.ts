import type { ServiceConfig } from '../config/config.ts';
import { panelId } from './identity.ts';

/** The address that shows one panel alone, in the environment of the configuration. */
export function panelUrl(config: ServiceConfig, panel: string): string {
  const { url, uid } = config.grafana;
  const query = new URLSearchParams({
    ...organisation(config),
    viewPanel: String(panelId(panel)),
    'var-namespace': config.namespace,
  });
  return `${url}/d/${uid}?${query}`;
}

export function runbookUrl(config: ServiceConfig, alert: string): string {
  return `${config.runbooks.url}/${encodeURIComponent(alert)}.md`;
}

/**
 * Opens Explore with a query, the viewer's data source and time range
 * (https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/#generate-explore-urls-from-external-tools).
 * Grafana fills in `${…}` in a link as it stands and encodes nothing, so everything else is encoded here.
 */
export function exploreUrl(config: ServiceConfig, expression: string): string {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  const panes = {
    drilldown: {
      datasource: datasource.uid,
      queries: [{ refId: 'A', datasource, expr: expression, range: true, instant: false }],
      range: { from: '${__from}', to: '${__to}' },
    },
  };
  const query = new URLSearchParams({ schemaVersion: '1', ...organisation(config) });
  return `/explore?${query}&panes=${encodeExceptVariables(JSON.stringify(panes))}`;
}

/** Grafana switches the viewer to the organisation that a link names, so none is named without need. */
function organisation({ grafana: { orgId } }: ServiceConfig): Readonly<Record<string, string>> {
  return orgId === undefined ? {} : { orgId: String(orgId) };
}

function encodeExceptVariables(text: string): string {
  return text
    .split(/(\$\{\w+\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
}
