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

/** Ports that the schemes of addresses mean. */
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
  title: 'The NetworkPolicy lets Prometheus in, and the service out to what it is told to call',
  reason: 'Packets that no policy allows are dropped without a word: the target is down, or calls time out',
  page: {
    details:
      'The policy selects no pod of the service, does not let `workload.network.prometheusNamespace` in at a port of the container, or lets nothing out to the port of an address that stands in the environment. The last is a warning: the port of an address may be that of a Service, and a policy sees the port of the pods behind it.',
    impact:
      'Packets that no policy allows are dropped without a word: the target is down, or calls time out.',
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
            reason: 'It protects no pod of the service',
            remedy: 'Select by labels that stand in spec.template.metadata.labels of the Deployment',
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
    message: `it does not let the namespace ${namespace} in at a port of the container`,
    remedy: 'Write the namespace of Prometheus as workload.network.prometheusNamespace in the configuration',
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
      // The port may be that of a Service, and the policy sees the port of the pods behind it.
      severity: 'warning' as const,
      place: manifestPlace(policy),
      message: `${name} is ${value}, and it lets nothing out to the port ${port}`,
      remedy: `Add \`{port: ${port}}\`, with the namespace or the addresses, to workload.network.connections`,
    };
  }
}

function portsOf(rule: Fields): readonly (number | 'any')[] {
  const ports = listAt(rule, 'ports');
  if (ports.length === 0) return ['any'];
  return ports.flatMap(({ port }) => (typeof port === 'number' ? [port] : []));
}

/** The port that an address names or means. */
function portIn(value: string): number | undefined {
  if (!/^[a-z]+:\/\//.test(value) || !URL.canParse(value)) return undefined;
  const { port, protocol } = new URL(value);
  return port === '' ? PORTS[protocol] : Number(port);
}
