import { defineCheck } from '../check.ts';
import {
  type Fields,
  fieldsAt,
  listAt,
  type Manifest,
  manifestPlace,
  textsAt,
} from '../kubernetes/manifests.ts';
import { environmentIn, ofKind, selects, type Workload, workloadsOf, written } from './parts.ts';

/** Default ports of URL schemes. */
const PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'ws:': 80,
  'wss:': 443,
  'postgres:': 5432,
  'postgresql:': 5432,
  'redis:': 6379,
  'rediss:': 6379,
};

export const networkPolicy = defineCheck({
  code: 'workload/network-policy',
  severity: 'error',
  title: 'The NetworkPolicy allows scrapes and the configured outgoing connections',
  reason: 'The network silently drops packets that no policy allows: the target is down, or calls time out',
  page: {
    details:
      'The policy selects no pod of the service, does not allow ingress from `workload.network.prometheusNamespace` to a container port, or does not allow egress to the port of a URL in the environment. The last is a warning, because the port may belong to a Service, and policies apply to the pod port behind it.',
    example: {
      language: 'yaml',
      bad: `workload:
  environment:
    OTEL_EXPORTER_OTLP_ENDPOINT: http://tempo.monitoring:4318`,
      good: `workload:
  environment:
    OTEL_EXPORTER_OTLP_ENDPOINT: http://tempo.monitoring:4318
  network:
    connections:
      - { port: 4318, namespace: monitoring }`,
    },
  },
  *find(service) {
    const prometheus = service.config.workload?.network.prometheusNamespace ?? '';
    for (const workload of workloadsOf(service)) {
      for (const policy of ofKind(workload, 'NetworkPolicy')) {
        const selector = fieldsAt(policy.object, 'spec', 'podSelector', 'matchLabels') ?? {};
        if (!selects(selector, workload.podLabels)) {
          yield {
            place: manifestPlace(policy),
            message: `it selects ${written(selector)}, but the pods have ${written(workload.podLabels)}`,
            reason: 'The policy applies to no pod of the service',
            remedy: 'Select labels from spec.template.metadata.labels of the Deployment',
          };
        }
        yield* inwards(workload, policy, prometheus);
        yield* outwards(workload, policy);
      }
    }
  },
});

function* inwards(workload: Workload, policy: Manifest, namespace: string) {
  const ports = workload.containers.flatMap((container) =>
    listAt(container, 'ports').flatMap(({ name, containerPort }) => [name, containerPort]),
  );
  const isLetIn = listAt(policy.object, 'spec', 'ingress').some((rule) => {
    const from = listAt(rule, 'from').map(
      (peer) => fieldsAt(peer, 'namespaceSelector', 'matchLabels')?.['kubernetes.io/metadata.name'],
    );
    return from.includes(namespace) && listAt(rule, 'ports').some(({ port }) => ports.includes(port));
  });
  if (isLetIn) return;
  yield {
    place: manifestPlace(policy),
    message: `it allows no ingress from the namespace ${namespace} to a container port`,
    remedy: 'Set workload.network.prometheusNamespace in the configuration to the namespace of Prometheus',
  };
}

function* outwards(workload: Workload, policy: Manifest) {
  if (!textsAt(policy.object, 'spec', 'policyTypes').includes('Egress')) return;
  const open = new Set(listAt(policy.object, 'spec', 'egress').flatMap(portsOf));
  if (open.has('any')) return;
  for (const [name, value] of Object.entries(environmentIn(workload))) {
    const port = portIn(value);
    if (port === undefined || open.has(port)) continue;
    yield {
      // The port may belong to a Service; policies apply to the pod port behind it.
      severity: 'warning' as const,
      place: manifestPlace(policy),
      message: `${name} is ${value}, but the policy allows no egress to port ${port}`,
      remedy: `Add \`{port: ${port}}\`, with the namespace or addresses, to workload.network.connections`,
    };
  }
}

function portsOf(rule: Fields): readonly (number | 'any')[] {
  const ports = listAt(rule, 'ports');
  if (ports.length === 0) return ['any'];
  return ports.flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
}

/** The explicit or default port of a URL. */
function portIn(value: string): number | undefined {
  if (!/^[a-z]+:\/\//.test(value) || !URL.canParse(value)) return undefined;
  const { port, protocol } = new URL(value);
  return port === '' ? PORTS[protocol] : Number(port);
}
