import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { Connection, Labels, ServiceConfig, WorkloadConfig } from '../../../config/config.ts';
import type { WorkloadDefinition } from '../../../define/workload.ts';
import { metadata } from '../object.ts';
import { podSelector } from './names.ts';

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
const NAMESPACE_LABEL = 'kubernetes.io/metadata.name';

/**
 * Addresses that do not count as outside the cluster: private ones (RFC 1918), carrier-grade NAT (RFC 6598),
 * which some clusters use for pods, and link-local ones, where clouds serve credentials.
 */
const INSIDE = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'];

/**
 * Only the named peers may connect to the pod, and it may connect only to named ones. Probes come from the
 * node, which is always allowed.
 */
export function networkPolicy(
  definition: WorkloadDefinition,
  config: ServiceConfig,
  { network }: WorkloadConfig,
  environment: Labels,
): KubernetesObject {
  const callers = [...new Set([network.prometheusNamespace, ...network.clients])];
  const outside = definition.externalCalls(environment).flatMap(({ ports }) => ports);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata(config, config.app),
    spec: {
      podSelector: { matchLabels: podSelector(config) },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: callers.map((namespace) => ({ namespaceSelector: namespaceNamed(namespace) })),
          ports: [{ port: definition.port.name, protocol: 'TCP' }],
        },
      ],
      egress: [
        {
          // To any address on this port: where the cluster's DNS runs differs, and a cache on the node is not
          // a pod.
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
        ...(outside.length === 0
          ? []
          : [
              {
                to: [{ ipBlock: { cidr: '0.0.0.0/0', except: INSIDE } }],
                ports: [...new Set(outside)].map((port) => ({ port, protocol: 'TCP' as const })),
              },
            ]),
        ...network.connections.map((connection) => ({
          to: [peerOf(connection, config)],
          ports: [{ port: connection.port, protocol: 'TCP' as const }],
        })),
      ],
    },
  } satisfies INetworkPolicy;
}

function peerOf({ cidr, namespace, podLabels }: Connection, config: ServiceConfig) {
  if (cidr !== undefined) return { ipBlock: { cidr } };
  return {
    namespaceSelector: namespaceNamed(namespace ?? config.namespace),
    ...(podLabels === undefined ? {} : { podSelector: { matchLabels: { ...podLabels } } }),
  };
}

function namespaceNamed(name: string) {
  return { matchLabels: { [NAMESPACE_LABEL]: name } };
}
