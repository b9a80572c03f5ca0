import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { ServiceConfig, VolumeConfig } from '../../../config/config.ts';
import { metadata } from '../object.ts';
import { claimName } from './names.ts';

/**
 * Argo CD must not delete data because a line was removed from a file
 * (https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/).
 */
const KEPT_BY_ARGO_CD = { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' };

export function volumeClaim(config: ServiceConfig, volume: string, settings: VolumeConfig): KubernetesObject {
  const { size, storageClass } = settings;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata(config, claimName(config, volume)), annotations: KEPT_BY_ARGO_CD },
    spec: {
      accessModes: ['ReadWriteOnce'],
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
      resources: { requests: { storage: size } },
    },
  } satisfies IPersistentVolumeClaim;
}
