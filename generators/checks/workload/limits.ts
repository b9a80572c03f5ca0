import { defineCheck } from '../check.ts';
import { manifestPlace, textAt } from '../kubernetes/manifests.ts';
import { workloadsOf } from './parts.ts';

export const limits = defineCheck({
  code: 'workload/limits',
  severity: 'error',
  title: 'Containers have CPU and memory requests and limits, and no request exceeds its limit',
  reason: 'Panels that show usage relative to the limit are empty, and one pod can exhaust its node',
  page: {
    details: 'A request or limit is missing, or a request exceeds its limit.',
    impact:
      'Panels that show usage relative to the limit are empty, and one pod can exhaust its node. The API server rejects a request that exceeds its limit.',
    example: {
      language: 'yaml',
      bad: `workload:
  resources:
    requests: { memory: 1Gi }
    limits: { memory: 512Mi }`,
      good: `workload:
  resources:
    requests: { memory: 256Mi }
    limits: { memory: 512Mi }`,
    },
  },
  *find(service) {
    for (const { deployment, containers } of workloadsOf(service)) {
      const place = manifestPlace(deployment);
      for (const container of containers) {
        for (const resource of ['cpu', 'memory']) {
          const [request, limit] = ['requests', 'limits'].map((kind) => {
            const text = textAt(container, 'resources', kind, resource);
            return { text, amount: text === undefined ? undefined : amountOf(text) };
          });
          for (const [kind, one] of [
            ['request', request],
            ['limit', limit],
          ] as const) {
            if (one?.amount !== undefined) continue;
            yield {
              place,
              message: `the container ${textAt(container, 'name') ?? ''} has no ${resource} ${kind}`,
              remedy: `Set workload.resources.${kind}s.${resource} in the configuration`,
            };
          }
          if (request?.amount === undefined || limit?.amount === undefined || request.amount <= limit.amount)
            continue;
          yield {
            place,
            message: `the ${resource} request ${request.text} exceeds the limit ${limit.text}`,
            reason: 'The API server rejects the Deployment',
            remedy: `Lower workload.resources.requests.${resource}, or raise the limit`,
          };
        }
      }
    }
  },
});

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A Kubernetes quantity as a number; undefined if it is invalid. */
export function amountOf(quantity: string): number | undefined {
  const [, digits = '', unit = ''] = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]{0,2})$/.exec(quantity) ?? [];
  const factor = FACTORS[unit];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}
