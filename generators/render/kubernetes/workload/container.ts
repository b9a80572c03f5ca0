import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { ServiceConfig, WorkloadConfig } from '../../../config/config.ts';
import type { ProbeDefinition, WorkloadDefinition } from '../../../define/workload.ts';
import { configMapName } from './names.ts';

/** Name of the volume for scratch files. */
export const SCRATCH = 'scratch';

/** The only container of the pod: not root, and only its volumes are writable. */
export function containerOf({
  definition,
  config,
  settings,
}: {
  readonly definition: WorkloadDefinition;
  readonly config: ServiceConfig;
  readonly settings: WorkloadConfig;
}): IContainer {
  const { port, probes, scratch } = definition;
  const { requests, limits } = settings.resources;
  const probe = (of: ProbeDefinition): IProbe => ({
    httpGet: { path: of.path, port: port.name },
    periodSeconds: of.periodSeconds,
    timeoutSeconds: of.timeoutSeconds,
    failureThreshold: of.failureThreshold,
  });
  return {
    name: config.app,
    image: settings.image,
    args: [...definition.arguments],
    ports: [{ name: port.name, containerPort: port.number, protocol: 'TCP' }],
    envFrom: [{ configMapRef: { name: configMapName(config) } }],
    env: definition.secrets.map(({ name, isOptional = false }) => ({
      name,
      valueFrom: {
        secretKeyRef: { name: settings.secret, key: name, ...(isOptional && { optional: true }) },
      },
    })),
    startupProbe: probe(probes.startup),
    readinessProbe: probe(probes.readiness),
    livenessProbe: probe(probes.liveness),
    resources: { requests: { ...requests }, limits: { ...limits } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      ...Object.entries(definition.volumes).map(([name, { mountPath }]) => ({ name, mountPath })),
      { name: SCRATCH, mountPath: scratch.path },
    ],
  };
}
