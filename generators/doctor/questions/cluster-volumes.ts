import { labelsAt, listAt, textAt, unfulfilled, valueAt } from '../../kube/objects.ts';
import type { Finding, Question } from '../question.ts';

/** The document's first problem: without a volume, files such as the token are lost in a restart. */
export const clusterVolumes: Question = {
  code: 'doctor/volumes',
  title: 'Can the service write, and keeps what it writes?',
  needs: 'kube',
  async ask({ service: { config }, kube }) {
    if (kube === undefined) return [];
    const { app, namespace } = config;
    const service = await kube.object('service', config.service.name, namespace);
    const selector = labelsAt(service, 'spec', 'selector');
    const pods = (await kube.objects('pods', namespace)).filter(
      (pod) =>
        Object.keys(selector).length > 0 &&
        unfulfilled({ matchLabels: selector }, labelsAt(pod, 'metadata', 'labels')).length === 0,
    );
    const findings: Finding[] = [];
    const claims = new Set(
      pods.flatMap((pod) =>
        listAt(pod, 'spec', 'volumes').map((volume) => textAt(volume, 'persistentVolumeClaim', 'claimName')),
      ),
    );
    claims.delete('');
    for (const name of [...claims].sort()) {
      const claim = await kube.object('persistentvolumeclaim', name, namespace);
      const phase = claim === undefined ? 'missing' : textAt(claim, 'status', 'phase');
      if (phase === 'Bound') continue;
      findings.push({
        severity: 'error',
        place: { definition: `persistentvolumeclaim ${namespace}/${name}` },
        message: `it is ${phase}`,
        reason: 'The pod waits for it, and nothing is kept',
        remedy: `kubectl describe persistentvolumeclaim ${name} -n ${namespace}: mostly the storage class does not exist, or has no space.`,
      });
    }
    const [pod] = pods;
    if (
      pod !== undefined &&
      claims.size > 0 &&
      isOrdinaryUser(pod) &&
      valueAt(pod, 'spec', 'securityContext', 'fsGroup') === undefined
    ) {
      findings.push({
        severity: 'warning',
        place: { definition: `pod ${namespace}/${textAt(pod, 'metadata', 'name')}` },
        message: 'it runs as an ordinary user, and has no fsGroup',
        reason:
          'A new volume belongs to root: files such as the cached token cannot be written, and each restart asks for a new one',
        remedy: `kubectl patch deployment ${app} -n ${namespace} -p '{"spec":{"template":{"spec":{"securityContext":{"fsGroup":1000}}}}}', with the group of its user; the generated workload sets it.`,
      });
    }
    return findings;
  },
};

function isOrdinaryUser(pod: unknown): boolean {
  const user = valueAt(pod, 'spec', 'securityContext', 'runAsUser');
  return typeof user === 'number'
    ? user !== 0
    : valueAt(pod, 'spec', 'securityContext', 'runAsNonRoot') === true;
}
