import { isRecord } from '../base/record.ts';

/** A pod behind a Service, as in the operator's service discovery. */
export interface Endpoint {
  readonly address: string;
  readonly namespace: string;
  readonly service: string;
  readonly serviceLabels: Readonly<Record<string, string>>;
  /** Name of the port. */
  readonly port: string;
  readonly pod: string;
  readonly container: string;
}

/** What the operator derives from a ServiceMonitor. */
export interface Selection {
  readonly labels: Readonly<Record<string, string>>;
}

export interface Selected {
  /** `scrape_configs` of Prometheus. */
  readonly scrapeConfigs: readonly object[];
  /** Why an endpoint is not among them. */
  readonly refusals: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What an operator-managed Prometheus would scrape because of a ServiceMonitor, with the labels it would add.
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 */
export function selectEndpoints(
  serviceMonitor: unknown,
  { labels }: Selection,
  endpoints: readonly Endpoint[],
): Selected {
  const { metadata, spec } = at(serviceMonitor);
  const missing = without(labels, at(at(metadata).labels));
  if (missing !== undefined)
    return {
      scrapeConfigs: [],
      refusals: [`Prometheus selects ServiceMonitors with ${missing}, and this has not`],
    };
  const { selector, namespaceSelector, endpoints: wanted } = at(spec);
  const { any, matchNames } = at(namespaceSelector);
  const namespaces = Array.isArray(matchNames) ? matchNames : [at(metadata).namespace];
  const refusals: string[] = [];
  const selected = endpoints.filter((endpoint) => {
    const label = without(at(at(selector).matchLabels), endpoint.serviceLabels);
    if (label !== undefined) refusals.push(`the Service ${endpoint.service} has not ${label}`);
    else if (any !== true && !namespaces.includes(endpoint.namespace))
      refusals.push(`the namespace ${endpoint.namespace} is not selected`);
    else return true;
    return false;
  });
  const scrapeConfigs = all(wanted).flatMap((each, index) =>
    selected
      .filter(({ port, service }) => {
        if (port === each.port) return true;
        refusals.push(`the Service ${service} has no port ${each.port}`);
        return false;
      })
      .map((endpoint) => scrapeConfig(each, `${at(metadata).name}/${index}/${endpoint.namespace}`, endpoint)),
  );
  return { scrapeConfigs, refusals };
}

function scrapeConfig(endpoint: Json, name: string, found: Endpoint): object {
  return {
    job_name: name,
    metrics_path: endpoint.path ?? '/metrics',
    honor_labels: endpoint.honorLabels === true,
    static_configs: [
      {
        targets: [found.address],
        labels: {
          namespace: found.namespace,
          service: found.service,
          job: found.service,
          endpoint: found.port,
          pod: found.pod,
          container: found.container,
        },
      },
    ],
    relabel_configs: all(endpoint.relabelings).map(relabelConfig),
    metric_relabel_configs: all(endpoint.metricRelabelings).map(relabelConfig),
  };
}

/** The operator uses camel case where Prometheus uses underscores. */
function relabelConfig(relabeling: Json): object {
  return Object.fromEntries(
    Object.entries(relabeling).map(([key, value]) => [
      key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}

function without(wanted: Json, labels: Json): string | undefined {
  const [name, value] = Object.entries(wanted).find(([key, each]) => labels[key] !== each) ?? [];
  return name === undefined ? undefined : `${name}: ${value}`;
}

function at(value: unknown): Json {
  return isRecord(value) ? value : {};
}

function all(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
