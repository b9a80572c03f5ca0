import { textAt } from '../../kube/objects.ts';
import type { Finding, Question } from '../question.ts';

/** Prometheus finds pods by listing them, with its own account. */
export const clusterAccess: Question = {
  code: 'doctor/access',
  title: 'May Prometheus list the endpoints of the namespace?',
  needs: 'kube',
  async ask({ service: { config }, kube, out }) {
    if (kube === undefined) return [];
    const findings: Finding[] = [];
    for (const prometheus of await kube.objects('prometheuses.monitoring.coreos.com')) {
      const own = textAt(prometheus, 'metadata', 'namespace');
      const account = `system:serviceaccount:${own}:${textAt(prometheus, 'spec', 'serviceAccountName') || 'default'}`;
      const slices = textAt(prometheus, 'spec', 'serviceDiscoveryRole') === 'EndpointSlice';
      const resources = ['services', 'pods', slices ? 'endpointslices.discovery.k8s.io' : 'endpoints'];
      const denied: string[] = [];
      for (const resource of resources) {
        if (!(await kube.canList(resource, config.namespace, account))) denied.push(resource);
      }
      if (denied.length === 0) continue;
      findings.push({
        severity: 'error',
        place: { definition: `${account} in ${config.namespace}` },
        message: `it may not list ${denied.join(', ')}`,
        reason: 'Prometheus finds no target there, without an error but in its log',
        remedy:
          config.operator.profile === 'kube-prometheus'
            ? `kubectl apply -f ${out}/monitoring/${config.app}-scrape-permission.yaml`
            : 'Bind a Role that may get, list and watch them to this account, or set operator.profile: kube-prometheus, with which it is generated.',
      });
    }
    return findings;
  },
};
