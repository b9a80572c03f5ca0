import { yamlFile } from '../../../base/yaml.ts';
import type { Artifact } from '../../../compile/model.ts';

/** Beside `monitoring/`. It has a kustomization of its own, so that whoever has a Deployment already can leave it. */
export const WORKLOAD_DIRECTORY = 'workload';

/** The kustomization that lists the files of a workload; none without files. */
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
