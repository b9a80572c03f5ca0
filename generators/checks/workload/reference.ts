import { defineCheck } from '../check.ts';
import { listAt, manifestPlace, textAt } from '../kubernetes/manifests.ts';
import { ofKind, type Workload, workloadsOf } from './parts.ts';

export const reference = defineCheck({
  code: 'workload/reference',
  severity: 'error',
  title: 'What a pod names exists: volumes, claims, ConfigMap, ServiceAccount',
  reason: 'The API server refuses the Deployment, or its pod waits for ever for what does not come',
  page: {
    details:
      'The pod mounts a volume that it does not have, or names a PersistentVolumeClaim, a ConfigMap or a ServiceAccount that is not generated with it; or it has a volume that it does not mount. Secrets are not looked at: they are never generated.',
    impact:
      'The API server refuses the Deployment, or its pod waits for ever for what does not come. What should lie on an unmounted volume is written into the container, and lost with it.',
    example: {
      language: 'yaml',
      bad: `volumes:
  - name: data
    persistentVolumeClaim: { claimName: data } # the claim is called observer-data`,
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
          message: `it names the ${what} "${name ?? ''}", and there is ${known.join(', ') || 'none'}`,
          remedy: `Name one that is generated, or generate the ${what} with it`,
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
          message: `the volume "${name}" is mounted nowhere`,
          reason: 'What should lie on it is written into the container, and lost with it',
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
