import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { KubernetesObject } from '../../../compile/model.ts';
import type { Labels, ServiceConfig, WorkloadConfig } from '../../../config/config.ts';
import type { WorkloadDefinition } from '../../../define/workload.ts';
import { metadata } from '../object.ts';
import { configMapName } from './names.ts';

/** The effective variables that are not secret: the configuration overrides the project. */
export function environmentOf(
  definition: WorkloadDefinition,
  config: ServiceConfig,
  { environment }: WorkloadConfig,
): Labels {
  const merged = { ...definition.environment(config), ...environment };
  return Object.fromEntries(Object.entries(merged).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function configMap(config: ServiceConfig, environment: Labels): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata(config, configMapName(config)),
    data: { ...environment },
  } satisfies IConfigMap;
}
