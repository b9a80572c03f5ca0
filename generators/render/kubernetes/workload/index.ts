import type { KubernetesObject } from '../../../compile/model.ts';
import type { ServiceConfig } from '../../../config/config.ts';
import type { WorkloadDefinition } from '../../../define/workload.ts';
import { configMap, environmentOf } from './config-map.ts';
import { deployment } from './deployment.ts';
import { networkPolicy } from './network-policy.ts';
import { service } from './service.ts';
import { serviceAccount } from './service-account.ts';
import { volumeClaim } from './volume-claim.ts';

/** Objects by file name. */
export type ManifestFiles = Readonly<Record<string, readonly KubernetesObject[]>>;

/** Everything that runs the service, by file; empty if the configuration does not ask for it. */
export function workloadManifests(
  definition: WorkloadDefinition | undefined,
  config: ServiceConfig,
): ManifestFiles {
  const settings = config.workload;
  if (definition === undefined || settings === undefined || !settings.enabled) return {};
  const environment = environmentOf(definition, config, settings);
  const files: Readonly<Record<string, readonly KubernetesObject[]>> = {
    serviceaccount: [serviceAccount(config)],
    configmap: [configMap(config, environment)],
    persistentvolumeclaims: Object.entries(definition.volumes).map(([name, { size }]) =>
      volumeClaim(config, name, settings.volumes[name] ?? { size }),
    ),
    deployment: [deployment({ definition, config, settings, environment })],
    service: [service(definition, config)],
    networkpolicy: [networkPolicy(definition, config, settings, environment)],
  };
  const written = Object.entries(files).filter(([, documents]) => documents.length > 0);
  return Object.fromEntries(written.map(([kind, documents]) => [`${config.app}-${kind}.yaml`, documents]));
}
