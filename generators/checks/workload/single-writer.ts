import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, textsAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

export const singleWriter = defineCheck({
  code: 'workload/single-writer',
  severity: 'error',
  title: 'One pod alone writes to a volume that one node mounts',
  reason: 'A second pod waits for the volume for ever, or writes to the same files on the same node',
  page: {
    details:
      'A Deployment whose volumes are not `ReadWriteMany` has several replicas, or a strategy that starts the new pod before the old one has ended.',
    impact:
      'A second pod on another node waits for the volume for ever; one on the same node writes to the same files. The observer has a further reason: KIS gives out one WebSocket session per app key.',
    example: {
      language: 'yaml',
      bad: `strategy:
  type: RollingUpdate`,
      good: `strategy:
  type: Recreate`,
    },
  },
  *find(service) {
    for (const workload of workloadsOf(service)) {
      const { deployment, pod } = workload;
      const claimed = listAt(pod, 'volumes').map((volume) =>
        textAt(volume, 'persistentVolumeClaim', 'claimName'),
      );
      const exclusive = ofKind(workload, 'PersistentVolumeClaim')
        .filter(({ name, object }) => claimed.includes(name) && !isShared(object))
        .map(({ name }) => name);
      if (exclusive.length === 0) continue;
      const place = manifestPlace(deployment);
      const replicas = valueAt(deployment.object, ['spec', 'replicas']) ?? 1;
      if (replicas !== 1 && replicas !== 0) {
        yield {
          place,
          message: `it has ${String(replicas)} replicas, and ${exclusive.join(', ')} can be mounted by one node only`,
          remedy: 'Write replicas: 1; several services of a fleet have volumes of their own',
        };
      }
      const strategy = textAt(deployment.object, 'spec', 'strategy', 'type') ?? 'RollingUpdate';
      const surge = fieldsAt(deployment.object, 'spec', 'strategy', 'rollingUpdate')?.maxSurge;
      if (strategy === 'Recreate' || surge === 0 || surge === '0%') continue;
      yield {
        place,
        message: `its strategy is ${strategy}, which starts the new pod beside the old one`,
        remedy: 'Write strategy: {type: Recreate}, which ends the old pod first',
      };
    }
  },
});

function isShared(claim: Readonly<Record<string, unknown>>): boolean {
  return textsAt(claim, 'spec', 'accessModes').includes('ReadWriteMany');
}
