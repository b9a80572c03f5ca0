import type { KubernetesObject } from '../../kube/kubectl.ts';
import { type Labels, labelsAt, listAt, textAt, unfulfilled, valueAt } from '../../kube/objects.ts';
import type { Finding, Question } from '../question.ts';

/** Once a policy selects a pod, only traffic that some policy allows reaches it; everything else times out. */
export const clusterNetwork: Question = {
  code: 'doctor/network',
  title: 'Do the NetworkPolicies let Prometheus in?',
  needs: 'kube',
  async ask({ service: { config }, kube }) {
    if (kube === undefined) return [];
    const service = await kube.object('service', config.service.name, config.namespace);
    const pods = labelsAt(service, 'spec', 'selector');
    if (Object.keys(pods).length === 0) return [];
    const policies = (await kube.objects('networkpolicies.networking.k8s.io', config.namespace)).filter(
      (policy) =>
        isForIngress(policy) && unfulfilled(valueAt(policy, 'spec', 'podSelector'), pods).length === 0,
    );
    if (policies.length === 0) return [];
    const findings: Finding[] = [];
    for (const prometheus of await kube.objects('prometheuses.monitoring.coreos.com')) {
      const own = textAt(prometheus, 'metadata', 'namespace');
      const namespace = labelsAt(await kube.object('namespace', own), 'metadata', 'labels');
      if (policies.some((policy) => allows(policy, { own, namespace, target: config.namespace }))) continue;
      findings.push({
        severity: 'error',
        place: {
          definition: `networkpolicy ${policies.map((policy) => `${config.namespace}/${textAt(policy, 'metadata', 'name')}`).join(', ')}`,
        },
        message: `nothing lets Prometheus in from the namespace ${own}`,
        reason: 'Its scrapes time out ("context deadline exceeded"), while the pod is ready',
        remedy: `Write workload.network.prometheusNamespace: ${own} into observability.yaml and run "npx oac generate", or allow ingress from namespaceSelector kubernetes.io/metadata.name=${own} in that policy.`,
      });
    }
    return findings;
  },
};

function isForIngress(policy: KubernetesObject): boolean {
  const types = valueAt(policy, 'spec', 'policyTypes');
  return !Array.isArray(types) || types.includes('Ingress');
}

interface Source {
  readonly own: string;
  readonly namespace: Labels;
  readonly target: string;
}

/** Whether the policy may allow it: labels of the Prometheus pod, ports and addresses are assumed to match. */
function allows(policy: KubernetesObject, { own, namespace, target }: Source): boolean {
  return listAt(policy, 'spec', 'ingress').some((rule) => {
    const from = listAt(rule, 'from');
    return (
      from.length === 0 ||
      from.some((peer) => {
        if (peer.ipBlock !== undefined) return true;
        if (peer.namespaceSelector === undefined) return own === target;
        return (
          unfulfilled(peer.namespaceSelector, { 'kubernetes.io/metadata.name': own, ...namespace }).length ===
          0
        );
      })
    );
  });
}
