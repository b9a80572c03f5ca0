import type { RenderedService } from '../../compile/model.ts';
import type { WorkloadDefinition } from '../../define/workload.ts';
import {
  type Fields,
  fieldsAt,
  listAt,
  type Manifest,
  manifestsOf,
  textAt,
} from '../kubernetes/manifests.ts';

/** A Deployment, what its pod is made of, and what the project says of the program in it. */
export interface Workload {
  readonly definition: WorkloadDefinition;
  readonly deployment: Manifest;
  /** `spec` of the pod. */
  readonly pod: Fields;
  readonly podLabels: Fields;
  readonly containers: readonly Fields[];
  /** All objects of the service, those of the monitoring as well. */
  readonly manifests: readonly Manifest[];
}

/** The workloads of a service: none where nothing is deployed. */
export function workloadsOf(service: RenderedService): readonly Workload[] {
  const definition = service.project.workload;
  if (definition === undefined) return [];
  const manifests = manifestsOf(service);
  return manifests.filter(isDeployment).map((deployment) => {
    const pod = fieldsAt(deployment.object, 'spec', 'template', 'spec') ?? {};
    return {
      definition,
      deployment,
      pod,
      podLabels: fieldsAt(deployment.object, 'spec', 'template', 'metadata', 'labels') ?? {},
      containers: listAt(pod, 'containers'),
      manifests,
    };
  });
}

function isDeployment({ kind }: Manifest): boolean {
  return kind === 'Deployment';
}

export function ofKind({ manifests }: Workload, kind: string): readonly Manifest[] {
  return manifests.filter((manifest) => manifest.kind === kind);
}

/** Whether a selector of this kind finds an object with these labels. An empty one finds all. */
export function selects(selector: Fields, labels: Fields): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** `app=observer`, for people. */
export function written(labels: Fields): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${String(value)}`);
  return pairs.join(',') || 'no label';
}

/** The variables of the ConfigMaps that the containers read. */
export function environmentIn(workload: Workload): Readonly<Record<string, string>> {
  const names = workload.containers.flatMap((container) =>
    listAt(container, 'envFrom').map((source) => textAt(source, 'configMapRef', 'name')),
  );
  const data = ofKind(workload, 'ConfigMap')
    .filter(({ name }) => names.includes(name))
    .flatMap(({ object }) => Object.entries(fieldsAt(object, 'data') ?? {}));
  return Object.fromEntries(data.map(([name, value]) => [name, String(value)]));
}
