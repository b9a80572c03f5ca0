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

/** A Deployment, the parts of its pod, and the workload definition of the project. */
export interface Workload {
  readonly definition: WorkloadDefinition;
  readonly deployment: Manifest;
  /** `spec` of the pod. */
  readonly pod: Fields;
  readonly podLabels: Fields;
  readonly containers: readonly Fields[];
  /** All objects of the service, including those of the monitoring. */
  readonly manifests: readonly Manifest[];
}

/** The workloads of a service; empty if the project defines none. */
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

/** Whether an equality-based selector matches these labels. An empty one matches everything. */
export function selects(selector: Fields, labels: Fields): boolean {
  return Object.entries(selector).every(([key, value]) => labels[key] === value);
}

/** `app=observer`, for messages. */
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
