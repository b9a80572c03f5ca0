import { yamlFile } from '../../../base/yaml.ts';
import type { Artifact } from '../../../compile/model.ts';

/**
 * Next to `monitoring/`. It has its own kustomization, so that users with their own Deployment can ignore it.
 */
export const WORKLOAD_DIRECTORY = 'workload';

/** The kustomization of a workload's files; none without files. */
export function workloadKustomization(files: readonly string[]): readonly Artifact[] {
  if (files.length === 0) return [];
  return [
    {
      path: `${WORKLOAD_DIRECTORY}/kustomization.yaml`,
      content: yamlFile({
        apiVersion: 'kustomize.config.k8s.io/v1beta1',
        kind: 'Kustomization',
        resources: files,
      }),
    },
  ];
}
