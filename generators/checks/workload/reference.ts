import { defineCheck } from '../check.ts';
import { listAt, manifestPlace, textAt } from '../kubernetes/manifests.ts';
import { ofKind, type Workload, workloadsOf } from './parts.ts';

export const reference = defineCheck({
  code: 'workload/reference',
  severity: 'error',
  title: 'Volumes, claims, ConfigMaps and ServiceAccounts of a pod exist',
  reason: 'The API server rejects the Deployment, or its pod never starts',
  page: {
    details:
      'The pod mounts an undefined volume, references a PersistentVolumeClaim, ConfigMap or ServiceAccount that is not generated, or defines a volume that it does not mount. Secrets are not checked, because they are never generated.',
    impact:
      'The API server rejects the Deployment, or its pod never starts. Data meant for an unmounted volume is written to the container file system and lost with it.',
    example: {
      language: 'yaml',
      bad: `volumes:
  - name: data
    persistentVolumeClaim: { claimName: data } # the claim is named observer-data`,
      good: `volumes:
  - name: data
    persistentVolumeClaim: { claimName: observer-data }`,
    },
  },
  *find(service) {
    for (const workload of workloadsOf(service)) {
      const place = manifestPlace(workload.deployment);
      for (const { what, name, known } of referencesOf(workload)) {
        if (name !== undefined && known.includes(name)) continue;
        yield {
          place,
          message: `it references the ${what} "${name ?? ''}", which does not exist (available: ${known.join(', ') || 'none'})`,
          remedy: `Reference an existing ${what}, or generate this one`,
        };
      }
      const mounted = workload.containers.flatMap((container) =>
        listAt(container, 'volumeMounts').map((mount) => textAt(mount, 'name')),
      );
      for (const volume of listAt(workload.pod, 'volumes')) {
        const name = textAt(volume, 'name') ?? '';
        if (mounted.includes(name)) continue;
        yield {
          place,
          message: `no container mounts the volume "${name}"`,
          reason: 'Data meant for the volume is written to the container file system and lost with it',
          remedy: 'Mount it, or remove it',
        };
      }
    }
  },
});

interface Reference {
  readonly what: string;
  readonly name: string | undefined;
  readonly known: readonly string[];
}

function referencesOf(workload: Workload): readonly Reference[] {
  const { pod, containers } = workload;
  const volumes = listAt(pod, 'volumes');
  const namesOf = (kind: string) => ofKind(workload, kind).map(({ name }) => name);
  return [
    ...containers
      .flatMap((container) => listAt(container, 'volumeMounts'))
      .map((mount) => ({
        what: 'volume',
        name: textAt(mount, 'name'),
        known: volumes.map((volume) => textAt(volume, 'name') ?? ''),
      })),
    ...volumes
      .filter((volume) => 'persistentVolumeClaim' in volume)
      .map((volume) => ({
        what: 'PersistentVolumeClaim',
        name: textAt(volume, 'persistentVolumeClaim', 'claimName'),
        known: namesOf('PersistentVolumeClaim'),
      })),
    ...containers
      .flatMap((container) => listAt(container, 'envFrom'))
      .filter((source) => 'configMapRef' in source)
      .map((source) => ({
        what: 'ConfigMap',
        name: textAt(source, 'configMapRef', 'name'),
        known: namesOf('ConfigMap'),
      })),
    { what: 'ServiceAccount', name: textAt(pod, 'serviceAccountName'), known: namesOf('ServiceAccount') },
  ];
}
