import type { JsonSchema, Resources, WorkloadDeclaration } from '../declaration.ts';
import { block, grammar, kubernetesLabels, labelMap, text } from './parts.ts';

/** How the service is deployed, if the project declares how it runs. */
export function workloadSchema({ volumes, resources }: WorkloadDeclaration): JsonSchema {
  return block('How the service itself is deployed. Without this block no workload is generated.', {
    enabled: {
      type: 'boolean',
      default: true,
      description: 'False where others deploy this environment, or this service of a fleet.',
    },
    image: text(
      'image-reference',
      'Image with a tag or a digest. The `images` of a kustomization above may replace both.',
      'ghcr.io/example/observer:1.2.0',
    ),
    imagePullSecret: text('dns-label', 'Secret with the credentials of the registry.', 'registry'),
    secret: text(
      'dns-label',
      'Secret with the confidential variables. Default: `<app>-secrets`.',
      'observer-secrets',
    ),
    resources: block('What the container gets, and what it may take at most.', {
      requests: amounts('What the scheduler sets aside.', resources.requests),
      limits: amounts('Above it the container is throttled (CPU) or ended (memory).', resources.limits),
    }),
    volumes: block(
      'The PersistentVolumeClaims, `<app>-<name>`.',
      Object.fromEntries(
        Object.entries(volumes).map(([name, { size, description }]) => [
          name,
          block(description, {
            size: text('quantity', 'How much is asked for.', '50Gi', size),
            storageClass: text('dns-label', 'That of the cluster if left out.', 'fast'),
          }),
        ]),
      ),
    ),
    environment: labelMap(
      'environment-variable',
      'line',
      'Variables that are not secret, over those that the project sets.',
      { TRACK_A_ENABLED: 'false' },
    ),
    network: block('Who may call the pod, and whom it may call.', {
      prometheusNamespace: text(
        'dns-label',
        'Namespace of the Prometheus that scrapes. Default: `operator.prometheusNamespace`, or `monitoring`.',
        'monitoring',
      ),
      clients: {
        type: 'array',
        items: { type: 'string', ...grammar('dns-label') },
        uniqueItems: true,
        description: 'Further namespaces whose pods may call the port.',
        examples: [['trading']],
      },
      connections: {
        type: 'array',
        description: 'What the pod calls inside of the cluster or in private networks, such as its database.',
        items: {
          ...block('Pods or addresses that the pod may call.', {
            port: {
              type: 'integer',
              minimum: 1,
              maximum: 65_535,
              description: 'TCP port of the pods, not of a Service in front of them.',
              examples: [5432],
            },
            namespace: text('dns-label', 'Of the pods; that of the service if left out.', 'monitoring'),
            podLabels: kubernetesLabels('Of the pods; all of the namespace if left out.', {
              app: 'postgres',
            }),
            cidr: text('cidr', 'Addresses instead of pods.', '10.20.0.0/16'),
          }),
          required: ['port'],
        },
      },
    }),
  });
}

function amounts(description: string, { cpu, memory }: Resources['requests']): JsonSchema {
  return block(description, {
    cpu: text('quantity', 'Processors; `250m` is a quarter of one.', '500m', cpu),
    memory: text('quantity', 'Bytes.', '512Mi', memory),
  });
}
