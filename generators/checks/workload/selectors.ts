import { likelyPods, podPattern } from '../../config/names/kubernetes.ts';
import { anchoredExpression } from '../../config/schema/re2.ts';
import { defineCheck } from '../check.ts';
import { manifestPlace } from '../kubernetes/manifests.ts';
import { ofKind, workloadsOf } from './parts.ts';

export const selectors = defineCheck({
  code: 'workload/selectors',
  severity: 'error',
  title: 'Rules and panels select the deployed pods and volumes',
  reason: 'The alerts never fire, and the panels show no data',
  page: {
    details:
      '`selectors.pods` does not match the pod names of the Deployment, or `selectors.volumes` does not match the claim names. Both patterns are anchored at both ends.',
    impact: 'The alerts on restarts, memory and full volumes never fire, and the panels show no data.',
    example: {
      language: 'yaml',
      bad: `selectors:
  pods: observer # the pods are named observer-7c9f4d5b6-x2x9k`,
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
          message: `its pods have names such as ${pod}, which selectors.pods does not match: ${pods}`,
          remedy: `Set selectors.pods: ${podPattern(deployment.name)} in the configuration, or remove the setting`,
        };
      }
      for (const claim of ofKind(workload, 'PersistentVolumeClaim')) {
        if (isMatch(volumes, claim.name)) continue;
        yield {
          place: manifestPlace(claim),
          message: `selectors.volumes does not match its name: ${volumes}`,
          remedy: `Set selectors.volumes to a pattern that matches ${claim.name}, or remove the setting`,
        };
      }
    }
  },
});

/** Anchored, like in Prometheus. Patterns that only RE2 supports are assumed to match. */
const isMatch = (pattern: string, name: string) => anchoredExpression(pattern)?.test(name) ?? true;
