import { likelyPods } from '../../../config/names/kubernetes.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../manifests.ts';
import type { Deployed, DeployedObject } from './deployed.ts';

/** Objects with long-running pods that are named after them. */
export function workloadsIn({ objects }: Deployed): readonly DeployedObject[] {
  return objects.filter(
    ({ kind, object }) => kind !== 'Job' && listAt(podOf(object), 'containers').length > 0,
  );
}

/** The workloads whose pods a Service selects. */
export function workloadsBehind(deployed: Deployed, service: DeployedObject): readonly DeployedObject[] {
  const selector = Object.entries(fieldsAt(service.object, 'spec', 'selector') ?? {});
  if (selector.length === 0) return [];
  return workloadsIn(deployed).filter((workload) => {
    const labels = fieldsAt(workload.object, 'spec', 'template', 'metadata', 'labels') ?? {};
    const isInNamespace =
      workload.namespace === undefined ||
      service.namespace === undefined ||
      workload.namespace === service.namespace;
    return isInNamespace && selector.every(([key, value]) => labels[key] === value);
  });
}

/** A name that a pod of the workload may have. */
export function podNameOf({ kind, name }: DeployedObject): string {
  if (kind === 'StatefulSet') return `${name}-0`;
  if (kind === 'DaemonSet') return `${name}-x2x9k`;
  const [likeliest = name] = likelyPods(name);
  return likeliest;
}

/** Names of the PersistentVolumeClaims that the pods of the workload mount. */
export function claimsOf({ kind, name, object }: DeployedObject): readonly string[] {
  const mounted = listAt(podOf(object), 'volumes').flatMap(
    (volume) => textAt(volume, 'persistentVolumeClaim', 'claimName') ?? [],
  );
  const made =
    kind === 'StatefulSet'
      ? listAt(object, 'spec', 'volumeClaimTemplates').flatMap((template) => {
          const claim = textAt(template, 'metadata', 'name');
          return claim === undefined ? [] : [`${claim}-${name}-0`];
        })
      : [];
  return [...mounted, ...made];
}

function podOf(object: Fields): Fields {
  return fieldsAt(object, 'spec', 'template', 'spec') ?? {};
}
