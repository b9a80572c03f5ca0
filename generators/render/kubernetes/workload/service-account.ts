import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { ServiceConfig } from '../../../config/config.ts';
import { metadata } from '../object.ts';
import { serviceAccountName } from './names.ts';

/** Its own identity without a token, because the service never calls the Kubernetes API. */
export function serviceAccount(config: ServiceConfig): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata(config, serviceAccountName(config)),
    automountServiceAccountToken: false,
  } satisfies IServiceAccount;
}
