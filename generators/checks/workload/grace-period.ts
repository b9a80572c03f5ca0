import { seconds } from '../../base/duration.ts';
import { defineCheck } from '../check.ts';
import { manifestPlace, valueAt } from '../kubernetes/manifests.ts';
import { workloadsOf } from './parts.ts';

/** https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination */
const DEFAULT = 30;

export const gracePeriod = defineCheck({
  code: 'workload/grace-period',
  severity: 'error',
  title: 'A pod gets more time to end than its process takes',
  reason: 'It is killed in the middle of its drain: what was collected last is lost, or half written',
  page: {
    details: '`terminationGracePeriodSeconds` is not longer than the drain of the workload definition.',
    impact: 'The pod is killed in the middle of its drain: what was collected last is lost, or half written.',
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
        message: `it has ${String(given)} s to end, and its drain takes up to ${drain} s`,
        remedy: `Give it more than ${drain} s in terminationGracePeriodSeconds, or drain faster`,
      };
    }
  },
});
