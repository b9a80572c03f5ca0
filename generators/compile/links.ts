import type { DashboardElsewhere, ServiceConfig } from '../config/config.ts';
import { panelId } from './identity.ts';

type Logs = NonNullable<ServiceConfig['grafana']['logs']>;
type Traces = NonNullable<ServiceConfig['grafana']['traces']>;

/** The address of a single panel in the configured environment. */
export function panelUrl(config: ServiceConfig, panel: string): string {
  const { url, uid } = config.grafana;
  const query = new URLSearchParams({
    ...organisation(config.grafana),
    viewPanel: String(panelId(panel)),
    'var-namespace': config.namespace,
  });
  return `${url}/d/${uid}?${query}`;
}

export function runbookUrl(config: ServiceConfig, alert: string): string {
  return `${config.runbooks.url}/${encodeURIComponent(alert)}.md`;
}

/** The service's dashboard in another environment. */
export function dashboardUrl({ url, uid, orgId, namespace }: DashboardElsewhere): string {
  const query = new URLSearchParams({ ...organisation({ orgId }), 'var-namespace': namespace });
  return `${url}/d/${uid}?${query}`;
}

/** Opens Explore with a query and the viewer's data source and time range. */
export function exploreUrl(config: ServiceConfig, expression: string): string {
  const datasource = { type: 'prometheus', uid: '${datasource}' };
  return explore(config, 'drilldown', datasource, { expr: expression, range: true, instant: false });
}

/**
 * Opens Explore with the service's log lines.
 *
 * @param namespace replaces the configured one
 */
export function logsUrl(config: ServiceConfig, { datasource, labels }: Logs, namespace: string): string {
  const matchers = Object.entries(labels).map(
    ([name, value]) => `${name}=${JSON.stringify(value === config.namespace ? namespace : value)}`,
  );
  const query = { expr: `{${matchers.join(', ')}}`, queryType: 'range' };
  return explore(config, 'logs', { type: 'loki', uid: datasource }, query);
}

/**
 * Opens Explore with the service's spans.
 *
 * @param conditions further TraceQL conditions
 */
export function tracesUrl(
  config: ServiceConfig,
  { datasource, service }: Traces,
  ...conditions: readonly string[]
): string {
  const all = [`resource.service.name = ${JSON.stringify(service)}`, ...conditions];
  const query = { query: `{ ${all.join(' && ')} }`, queryType: 'traceql', limit: 20, tableType: 'traces' };
  return explore(config, 'traces', { type: 'tempo', uid: datasource }, query);
}

/**
 * An Explore pane over the displayed time range
 * (https://grafana.com/docs/grafana/latest/explore/get-started-with-explore/#generate-explore-urls-from-external-tools).
 * Grafana inserts `${…}` into a link without encoding, so everything else is encoded here.
 */
function explore(
  { grafana }: ServiceConfig,
  pane: string,
  datasource: { readonly type: string; readonly uid: string },
  query: object,
): string {
  const panes = {
    [pane]: {
      datasource: datasource.uid,
      queries: [{ refId: 'A', datasource, ...query }],
      range: { from: '${__from}', to: '${__to}' },
    },
  };
  const parameters = new URLSearchParams({ schemaVersion: '1', ...organisation(grafana) });
  return `/explore?${parameters}&panes=${encodeExceptVariables(JSON.stringify(panes))}`;
}

/** Grafana switches the viewer to the organisation in a link, so links name one only if configured. */
function organisation({ orgId }: { readonly orgId?: number | undefined }): Readonly<Record<string, string>> {
  return orgId === undefined ? {} : { orgId: String(orgId) };
}

function encodeExceptVariables(text: string): string {
  return text
    .split(/(\$\{[\w.]+\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
}
