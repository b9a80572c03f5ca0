import { yamlFile } from '../base/yaml.ts';
import type { Artifact } from '../compile/model.ts';
import type { ManifestFiles } from './kubernetes/workload/index.ts';

export function filesIn(directory: string, files: ManifestFiles): readonly Artifact[] {
  return Object.entries(files).map(([name, documents]) => ({
    path: `${directory}/${name}`,
    content: yamlFile(...documents),
  }));
}

export function json(value: unknown, indent = 2): string {
  return `${JSON.stringify(value, undefined, indent)}\n`;
}

/** One space, as a ConfigMap that is applied by the client must stay below 256 KiB. */
export function dashboardJson(classic: object): string {
  return json(classic, 1);
}
