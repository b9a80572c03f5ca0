import { posix } from 'node:path';
import { defineCheck } from '../check.ts';
import { listAt, manifestPlace, textAt, valueAt } from '../kubernetes/manifests.ts';
import { environmentIn, workloadsOf } from './parts.ts';

export const writablePath = defineCheck({
  code: 'workload/writable-path',
  severity: 'error',
  title: 'Directories in the environment are on a writable volume',
  reason:
    'The root file system is read-only: the service cannot write there, so it exits or collects nothing',
  page: {
    details:
      'A variable whose name ends in `_DIR` or `_DIRECTORY` contains a path that is not on a writable volume of the pod.',
    example: {
      language: 'yaml',
      bad: `workload:
  environment:
    OBSERVER_DATA_DIR: /data`,
      good: `workload:
  environment:
    OBSERVER_DATA_DIR: /opt/platform/runtime/observer/data/second`,
    },
  },
  *find(service) {
    for (const workload of workloadsOf(service)) {
      const { containers, deployment } = workload;
      const isReadOnly = containers.every(
        (container) => valueAt(container, ['securityContext', 'readOnlyRootFilesystem']) === true,
      );
      if (!isReadOnly) continue;
      const mounts = containers.flatMap((container) =>
        listAt(container, 'volumeMounts')
          .filter((mount) => mount.readOnly !== true)
          .map((mount) => textAt(mount, 'mountPath') ?? ''),
      );
      for (const [name, value] of Object.entries(environmentIn(workload))) {
        if (!/_DIR(ECTORY)?$/.test(name) || mounts.some((mount) => isWithin(mount, value))) continue;
        yield {
          place: manifestPlace(deployment),
          message: `${name} is ${value}, which is not on a writable volume (${mounts.join(', ')})`,
          remedy: 'Use a directory on one of these volumes',
        };
      }
    }
  },
});

function isWithin(directory: string, path: string): boolean {
  const relative = posix.relative(directory, posix.normalize(path));
  return posix.isAbsolute(path) && relative !== '..' && !relative.startsWith('../');
}
