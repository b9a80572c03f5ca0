import { seconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { manifestPlace, valueAt } from '../kubernetes/manifests.ts';
import { workloadsOf } from './parts.ts';

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination */
const DEFAULT = 30;

export const gracePeriod = defineCheck({
  code: 'workload/grace-period',
  severity: 'error',
  title: 'The termination grace period is longer than the drain',
  reason: 'Kubernetes kills the process while it drains: the latest data is lost or incomplete',
  page: {
    details: '`terminationGracePeriodSeconds` is not longer than `drain` in the workload definition.',
    example: {
      language: 'yaml',
      bad: 'terminationGracePeriodSeconds: 20 # the drain takes up to 25 s',
      good: 'terminationGracePeriodSeconds: 35',
    },
  },
  *find(service) {
    for (const { definition, deployment, pod } of workloadsOf(service)) {
      const given = valueAt(pod, ['terminationGracePeriodSeconds']) ?? DEFAULT;
      const drain = seconds(definition.drain);
      if (typeof given === 'number' && given > drain) continue;
      yield {
        place: manifestPlace(deployment),
        message: `the grace period is ${String(given)} s, but the drain takes up to ${drain} s`,
        remedy: `Set terminationGracePeriodSeconds to more than ${drain}, or shorten the drain`,
      };
    }
  },
});
