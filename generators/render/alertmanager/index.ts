import { yamlFile } from '../../base/yaml.ts';
import type { Artifact, CompiledService, KubernetesObject } from '../../compile/model.ts';
import { ALERTMANAGER_FILE } from '../../compile/routed-service.ts';
import { alertmanagerFile } from './alertmanager.ts';
import { alertmanagerConfigObject } from './operator.ts';

/** The routing of alerts in all forms of deployment. */
export function alertmanagerArtifacts({ config, routing }: CompiledService): readonly Artifact[] {
  if (routing === undefined || config.alertmanager === undefined) return [];
  const file = alertmanagerFile(routing, config.alertmanager, config.language);
  const values = {
    alertmanager: { config: file, alertmanagerSpec: { secrets: [config.alertmanager.secret] } },
  };
  return [
    { path: ALERTMANAGER_FILE, content: yamlFile(file) },
    { path: 'alertmanager/kube-prometheus-stack.values.yaml', content: yamlFile(values) },
  ];
}

/** The object for the operator, by its file name. */
export function alertmanagerManifests({
  config,
  routing,
}: CompiledService): Readonly<Record<string, readonly KubernetesObject[]>> {
  if (routing === undefined || config.alertmanager === undefined) return {};
  return {
    [`${config.app}-alertmanagerconfig.yaml`]: [
      alertmanagerConfigObject(config, config.alertmanager, routing),
    ],
  };
}
