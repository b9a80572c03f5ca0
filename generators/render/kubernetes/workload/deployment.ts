import { createHash } from 'node:crypto';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { seconds } from '../../../base/duration.ts';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { Labels, ServiceConfig, WorkloadConfig } from '../../../config/config.ts';
import type { WorkloadDefinition } from '../../../define/workload.ts';
import { metadata } from '../object.ts';
import { containerOf, SCRATCH } from './container.ts';
import { claimName, deploymentName, podSelector, serviceAccountName } from './names.ts';

/** Time between the end of the drain and the kill: for the process's last steps, and a slow node. */
const GRACE_AFTER_DRAIN = 10;

/** The parts of a Deployment and its pod. */
export interface WorkloadParts {
  readonly definition: WorkloadDefinition;
  readonly config: ServiceConfig;
  readonly settings: WorkloadConfig;
  /** All variables that are not secret. */
  readonly environment: Labels;
}

/**
 * One pod, never two: the old one has ended before the new one starts. Only one node can mount the volume,
 * and the other side allows one session. The price is a minute without the service at each rollout.
 */
export function deployment({ definition, config, settings, environment }: WorkloadParts): KubernetesObject {
  const volumes = Object.keys(definition.volumes);
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata(config, deploymentName(config)),
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      revisionHistoryLimit: 5,
      selector: { matchLabels: podSelector(config) },
      template: {
        metadata: {
          labels: { ...config.labels, ...podSelector(config) },
          // A pod reads its variables when it starts, so a change of the ConfigMap must change the pod.
          annotations: { 'checksum/config': checksumOf(environment) },
        },
        spec: {
          serviceAccountName: serviceAccountName(config),
          automountServiceAccountToken: false,
          // A Service called `x` would set X_PORT to an address, and override the program's variable with
          // that name.
          enableServiceLinks: false,
          terminationGracePeriodSeconds: Math.ceil(seconds(definition.drain)) + GRACE_AFTER_DRAIN,
          ...(settings.imagePullSecret === undefined
            ? {}
            : { imagePullSecrets: [{ name: settings.imagePullSecret }] }),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: definition.user,
            runAsGroup: definition.user,
            fsGroup: definition.user,
            // Otherwise every start would walk through all files of the volume.
            fsGroupChangePolicy: 'OnRootMismatch',
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [containerOf({ definition, config, settings })],
          volumes: [
            ...volumes.map((name) => ({
              name,
              persistentVolumeClaim: { claimName: claimName(config, name) },
            })),
            { name: SCRATCH, emptyDir: { sizeLimit: definition.scratch.size } },
          ],
        },
      },
    },
  } satisfies IDeployment;
}

function checksumOf(environment: Labels): string {
  return createHash('sha256').update(JSON.stringify(environment)).digest('hex');
}
