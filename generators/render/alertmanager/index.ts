import { yamlFile } from '../../base/yaml.ts';
import type { Artifact, CompiledService } from '../../compile/model.ts';
import { alertmanagerFile } from './alertmanager.ts';

/** Complete by itself. */
export const ALERTMANAGER_FILE = 'alertmanager/alertmanager.yaml';

/** What sends the alerts on, in the forms in which people deploy it. Each is complete by itself. */
export function alertmanagerArtifacts({ config, routing }: CompiledService): readonly Artifact[] {
  if (routing === undefined || config.alertmanager === undefined) return [];
  const file = alertmanagerFile(routing, config.alertmanager, config.language);
  return [{ path: ALERTMANAGER_FILE, content: yamlFile(file) }];
}
