import type { ServiceConfig } from '../../../config/config.ts';
import type { Finding } from '../../check.ts';
import { type Fields, fieldsAt, listAt, textAt, textsAt } from '../manifests.ts';
import { causeOfLabel, causeOfNamespace } from './cause.ts';
import { type Deployed, type DeployedObject, nameOf } from './deployed.ts';
import { finds, unmet } from './label-selector.ts';
import { agreeing } from './remedy.ts';
import { workloadsIn } from './workloads.ts';

/** The Services that the ServiceMonitor is meant to select: those that it selects now or before any transformation. */
export function servicesFor(
  { objects }: Deployed,
  monitor: DeployedObject,
  config: ServiceConfig,
): readonly DeployedObject[] {
  const services = objects.filter(({ kind }) => kind === 'Service');
  const selected = services.filter((service) => isSelected(monitor, service));
  if (selected.length > 0) return selected;
  const inReach = services.filter(({ labels }) => finds(selectorOf(monitor), labels));
  if (inReach.length > 0) return inReach;
  const wanted = { matchLabels: config.service.labels };
  return services.filter(({ source, labels }) => {
    const before = source === undefined ? undefined : fieldsAt(source.object, 'metadata', 'labels');
    return (
      finds(wanted, before ?? labels) ||
      textAt(source?.object ?? {}, 'metadata', 'name') === config.service.name
    );
  });
}

/** Why the ServiceMonitor selects no Service, or no port of it. */
export function findingsOfService(
  deployed: Deployed,
  monitor: DeployedObject,
  services: readonly DeployedObject[],
  config: ServiceConfig,
): readonly Finding[] {
  if (services.length === 0) return withoutService(deployed, monitor, config);
  const selected = services.filter((service) => isSelected(monitor, service));
  if (selected.length === 0) {
    return services.flatMap((service) => [
      ...namespaceFindings(deployed, monitor, service, config),
      ...labelFindings(deployed, monitor, service, config),
    ]);
  }
  if (selected.some((service) => hasPort(monitor, service))) return [];
  return selected.map((service) => portFinding(monitor, service, config));
}

function isSelected(monitor: DeployedObject, service: DeployedObject): boolean {
  return looksInto(monitor, service.namespace) && finds(selectorOf(monitor), service.labels);
}

function selectorOf(monitor: DeployedObject): Fields {
  return fieldsAt(monitor.object, 'spec', 'selector') ?? {};
}

/** Whether the ServiceMonitor selects Services in a namespace. An undefined namespace is chosen on apply. */
function looksInto(monitor: DeployedObject, namespace: string | undefined): boolean {
  if (namespace === undefined || fieldsAt(monitor.object, 'spec', 'namespaceSelector')?.any === true)
    return true;
  return namespacesOf(monitor).includes(namespace);
}

function namespacesOf(monitor: DeployedObject): readonly string[] {
  const names = textsAt(monitor.object, 'spec', 'namespaceSelector', 'matchNames');
  return names.length > 0 || monitor.namespace === undefined ? names : [monitor.namespace];
}

function namespaceFindings(
  deployed: Deployed,
  monitor: DeployedObject,
  service: DeployedObject,
  config: ServiceConfig,
): readonly Finding[] {
  const { namespace } = service;
  if (namespace === undefined || looksInto(monitor, namespace)) return [];
  const cause = causeOfNamespace(deployed, service);
  return [
    {
      place: cause.place,
      message: `${cause.transformer === undefined ? `the ${nameOf(service)} is in` : `${cause.transformer} moves the ${nameOf(service)} to`} ${namespace}, but the ServiceMonitor selects Services in ${namespacesOf(monitor).join(', ')}`,
      remedy: agreeing(config, `namespace: ${namespace}`, cause),
    },
  ];
}

function labelFindings(
  deployed: Deployed,
  monitor: DeployedObject,
  service: DeployedObject,
  config: ServiceConfig,
): readonly Finding[] {
  const missing = unmet(selectorOf(monitor), service.labels);
  const [first] = missing;
  if (first === undefined) return [];
  const label = first.split(/[= ]/, 1)[0] ?? first;
  const cause = causeOfLabel(deployed, service, label);
  const value = service.labels[label];
  const has = value === undefined ? `no label ${label}` : `${label}=${String(value)}`;
  const labels = Object.entries({ ...service.labels }).filter(([key]) =>
    value === undefined ? true : key === label,
  );
  return [
    {
      place: cause.place,
      message: `${cause.transformer === undefined ? `the ${nameOf(service)} has` : `${cause.transformer} gives the ${nameOf(service)}`} ${has}, but the ServiceMonitor selects ${missing.join(', ')}`,
      remedy: agreeing(config, `service: { labels: ${flow(labels)} }`, cause),
    },
  ];
}

function hasPort(monitor: DeployedObject, service: DeployedObject): boolean {
  const names = portsOf(service).map((port) => textAt(port, 'name'));
  return listAt(monitor.object, 'spec', 'endpoints').some((endpoint) => {
    const port = textAt(endpoint, 'port');
    // An endpoint without `port` uses a pod port, which the Service does not show.
    return port === undefined || names.includes(port);
  });
}

function portsOf(service: DeployedObject): readonly Fields[] {
  return listAt(service.object, 'spec', 'ports');
}

function portFinding(monitor: DeployedObject, service: DeployedObject, config: ServiceConfig): Finding {
  const wanted = listAt(monitor.object, 'spec', 'endpoints').flatMap((each) => textAt(each, 'port') ?? []);
  const ports = portsOf(service).map((port) => {
    const name = textAt(port, 'name');
    return name === undefined ? `${String(port.port)} without a name` : `${name} (${String(port.port)})`;
  });
  const [named] = portsOf(service).flatMap((port) => textAt(port, 'name') ?? []);
  const file = service.source?.place.file ?? 'its file';
  const { portName } = config.service;
  return {
    place: service.source?.place ?? {},
    message: `the ${nameOf(service)} has ${ports.length === 0 ? 'no port' : `the port ${ports.join(', ')}`}, but the ServiceMonitor scrapes the port named ${wanted.join(', ')}`,
    reason: 'The operator selects a port by its name in the Service, so Prometheus scrapes nothing',
    remedy:
      named === undefined
        ? `Give the port a name in ${file}: \`name: ${portName}\`.`
        : agreeing(config, `service: { portName: ${named} }`, { place: service.source?.place ?? {} }),
  };
}

/** A warning, because the Service may be deployed elsewhere; nothing if the kustomization deploys no workload. */
function withoutService(
  deployed: Deployed,
  monitor: DeployedObject,
  config: ServiceConfig,
): readonly Finding[] {
  const services = deployed.objects.filter(({ kind }) => kind === 'Service');
  if (services.length === 0 && workloadsIn(deployed).length === 0) return [];
  const wanted = unmet(selectorOf(monitor), {}).join(', ');
  const found = services.map((service) => `${service.name} (${written(service.labels)})`).join(', ');
  return [
    {
      severity: 'warning',
      place: services[0]?.source?.place ?? monitor.source?.place ?? {},
      message: `the ServiceMonitor selects ${wanted}, but no Service in this kustomization has these labels${found === '' ? '' : `: it has ${found}`}`,
      reason: 'Unless the Service is deployed elsewhere, Prometheus scrapes nothing, without any error',
      remedy: `Set the labels of the Service in \`service: { labels: … }\` in observability.yaml for the service ${config.app} in the environment ${config.environment}.`,
    },
  ];
}

function written(labels: Fields): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.join(', ') || 'no labels';
}

function flow(labels: readonly (readonly [string, unknown])[]): string {
  const pairs = labels.map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return pairs.length === 0 ? '{ … }' : `{ ${pairs.join(', ')} }`;
}
