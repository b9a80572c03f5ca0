import { recordOf, recordsOf } from '../base/record.ts';

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

export interface Selected {
  /** `scrape_configs` of Prometheus. */
  readonly scrapeConfigs: readonly object[];
  /** Why the pod is not among them. */
  readonly refusals: readonly string[];
}

type Json = Readonly<Record<string, unknown>>;

/**
 * What an operator-managed Prometheus would scrape of a pod because of a ServiceMonitor, with the labels it would add.
 * https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.ServiceMonitor
 *
 * @param labels by which this Prometheus selects ServiceMonitors
 */
export function selectEndpoint(serviceMonitor: unknown, labels: Json, pod: Endpoint): Selected {
  const { metadata, spec } = recordOf(serviceMonitor);
  const { selector, namespaceSelector, endpoints } = recordOf(spec);
  const refused = (reason: string) => ({ scrapeConfigs: [], refusals: [reason] });
  const missing = without(labels, recordOf(recordOf(metadata).labels));
  if (missing !== undefined)
    return refused(`Prometheus selects ServiceMonitors with ${missing}, and this has not`);
  const label = without(recordOf(recordOf(selector).matchLabels), pod.serviceLabels);
  if (label !== undefined) return refused(`the Service ${pod.service} has not ${label}`);
  const { any, matchNames } = recordOf(namespaceSelector);
  const namespaces = Array.isArray(matchNames) ? matchNames : [recordOf(metadata).namespace];
  if (any !== true && !namespaces.includes(pod.namespace))
    return refused(`the namespace ${pod.namespace} is not selected`);
  const isServed = ({ port }: Json) => port === pod.port;
  return {
    scrapeConfigs: recordsOf(endpoints)
      .filter(isServed)
      .map((each, index) => scrapeConfig(each, `${recordOf(metadata).name}/${index}`, pod)),
    refusals: recordsOf(endpoints)
      .filter((each) => !isServed(each))
      .map(({ port }) => `the Service ${pod.service} has no port ${port}`),
  };
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
    relabel_configs: recordsOf(endpoint.relabelings).map(relabelConfig),
    metric_relabel_configs: recordsOf(endpoint.metricRelabelings).map(relabelConfig),
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
