import { defineCheck } from '../check.ts';
import { manifestPlace, textAt } from '../kubernetes/manifests.ts';
import { workloadsOf } from './parts.ts';

export const limits = defineCheck({
  code: 'workload/limits',
  severity: 'error',
  title: 'Containers have requests and limits for CPU and memory, none above its limit',
  reason: 'What is shown as a share of the limit would be empty, and one pod could take all that a node has',
  page: {
    details: 'A request or a limit is missing, or a request is above its limit.',
    impact:
      'What is shown as a share of the limit would be empty, and one pod could take all that a node has. A request above its limit is refused by the API server.',
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
              message: `the container ${textAt(container, 'name') ?? ''} has no ${kind} for ${resource}`,
              remedy: `Give it workload.resources.${kind}s.${resource} in the configuration`,
            };
          }
          if (request?.amount === undefined || limit?.amount === undefined || request.amount <= limit.amount)
            continue;
          yield {
            place,
            message: `the request for ${resource}, ${request.text}, is above the limit, ${limit.text}`,
            reason: 'The API server refuses the Deployment',
            remedy: `Write a lower workload.resources.requests.${resource}, or a higher limit`,
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

/** A quantity of Kubernetes as a number; none for what is not one. */
export function amountOf(quantity: string): number | undefined {
  const [, digits = '', unit = ''] = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]{0,2})$/.exec(quantity) ?? [];
  const factor = FACTORS[unit];
  return digits === '' || factor === undefined ? undefined : Number(digits) * factor;
}
