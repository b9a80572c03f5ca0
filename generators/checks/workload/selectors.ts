import { likelyPods, podPattern } from '../../config/names/kubernetes.ts';
import { anchoredExpression } from '../../config/schema/re2.ts';
import { defineCheck } from '../check.ts';
import { manifestPlace } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

export const selectors = defineCheck({
  code: 'workload/selectors',
  severity: 'error',
  title: 'The rules and panels look at the pods and volumes that are deployed',
  reason: 'Their alerts stay silent whatever happens, and their panels show no data',
  page: {
    details:
      '`selectors.pods` does not match the names that the pods of the Deployment get, or `selectors.volumes` not the names of the claims. Both patterns match whole names.',
    impact:
      'The alerts on restarts, memory and full volumes stay silent whatever happens, and the panels show no data.',
    example: {
      language: 'yaml',
      bad: `selectors:
  pods: observer # the pods are called observer-7c9f4d5b6-x2x9k`,
      good: `selectors:
  pods: observer-[0-9b-df]{4,10}-[0-9a-z]{5}`,
    },
  },
  *find(service) {
    const { pods, volumes } = service.config.selectors;
    for (const workload of workloadsOf(service)) {
      const { deployment } = workload;
      const [pod = deployment.name] = likelyPods(deployment.name);
      if (!isMatch(pods, pod)) {
        yield {
          place: manifestPlace(deployment),
          message: `its pods are named ${pod} and the like, which selectors.pods does not match: ${pods}`,
          remedy: `Write selectors.pods: ${podPattern(deployment.name)} in the configuration, or leave it out`,
        };
      }
      for (const claim of ofKind(workload, 'PersistentVolumeClaim')) {
        if (isMatch(volumes, claim.name)) continue;
        yield {
          place: manifestPlace(claim),
          message: `selectors.volumes does not match its name: ${volumes}`,
          remedy: `Write selectors.volumes so that it matches ${claim.name}, or leave it out`,
        };
      }
    }
  },
});

/** As Prometheus does it: anchored. What only RE2 understands is not judged. */
const isMatch = (pattern: string, name: string) => anchoredExpression(pattern)?.test(name) ?? true;
