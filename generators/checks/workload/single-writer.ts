import { defineCheck } from '../check.ts';
import { fieldsAt, listAt, manifestPlace, textAt, textsAt, valueAt } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

export const singleWriter = defineCheck({
  code: 'workload/single-writer',
  severity: 'error',
  title: 'Only one pod at a time writes to a volume that is not ReadWriteMany',
  reason: 'A second pod on another node never starts, and one on the same node writes to the same files',
  page: {
    details:
      'A Deployment whose volumes are not `ReadWriteMany` has several replicas, or a strategy that starts the new pod before the old one terminates.',
    impact:
      'A second pod on another node waits for the volume and never starts; one on the same node writes to the same files. For the observer there is another reason: KIS allows one WebSocket session per app key.',
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
          message: `it has ${String(replicas)} replicas, but only one node can mount ${exclusive.join(', ')}`,
          remedy: 'Set replicas: 1; each service of a fleet has its own volumes',
        };
      }
      const strategy = textAt(deployment.object, 'spec', 'strategy', 'type') ?? 'RollingUpdate';
      const surge = fieldsAt(deployment.object, 'spec', 'strategy', 'rollingUpdate')?.maxSurge;
      if (strategy === 'Recreate' || surge === 0 || surge === '0%') continue;
      yield {
        place,
        message: `its strategy is ${strategy}, which starts the new pod before the old one terminates`,
        remedy: 'Set strategy: {type: Recreate}, which terminates the old pod first',
      };
    }
  },
});

function isShared(claim: Readonly<Record<string, unknown>>): boolean {
  return textsAt(claim, 'spec', 'accessModes').includes('ReadWriteMany');
}
