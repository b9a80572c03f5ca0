import { listed } from '../../base/listed.ts';
import type { Kubectl, KubernetesObject } from '../../kube/kubectl.ts';
import { at, labelsAt, labelsText, textAt, unfulfilled, valueAt } from '../../kube/objects.ts';
import type { Finding, Question } from '../question.ts';

/** The operator passes on what the selectors of a Prometheus select; without a selector, nothing. */
export const clusterSelection: Question = {
  code: 'doctor/selection',
  title: 'Does a Prometheus of the cluster select the ServiceMonitor and the PrometheusRule?',
  needs: 'kube',
  async ask({ service: { config }, kube, out }) {
    if (kube === undefined) return [];
    const prometheuses = await kube.objects('prometheuses.monitoring.coreos.com');
    if (prometheuses.length === 0) {
      return [
        {
          severity: 'error',
          place: { definition: 'prometheuses.monitoring.coreos.com' },
          message: 'the cluster has no Prometheus of the operator',
          reason: 'Nobody reads ServiceMonitors and PrometheusRules',
          remedy:
            'Install kube-prometheus-stack, or add the scrape job and the rule files to your prometheus.yml.',
        },
      ];
    }
    const namespace = await kube.object('namespace', config.namespace);
    const about = {
      kube,
      prometheuses,
      namespace: config.namespace,
      namespaceLabels: labelsAt(namespace, 'metadata', 'labels'),
    };
    return [
      ...(await selected({
        ...about,
        kind: 'servicemonitor',
        name: config.app,
        key: 'serviceMonitor',
        file: `${out}/monitoring/${config.app}-servicemonitor.yaml`,
      })),
      ...(await selected({
        ...about,
        kind: 'prometheusrule',
        name: `${config.app}-alerts`,
        key: 'rule',
        file: `${out}/monitoring/${config.app}-prometheusrule.yaml`,
      })),
    ];
  },
};

interface Selected {
  readonly kube: Kubectl;
  readonly prometheuses: readonly KubernetesObject[];
  readonly namespace: string;
  readonly namespaceLabels: Readonly<Record<string, string>>;
  readonly kind: string;
  readonly name: string;
  /** `<key>Selector` and `<key>NamespaceSelector` in the spec of a Prometheus. */
  readonly key: string;
  readonly file: string;
}

async function selected(about: Selected): Promise<readonly Finding[]> {
  const { kube, kind, name, namespace, file, key, prometheuses } = about;
  const place = { file, definition: `${kind} ${namespace}/${name}` };
  const object = await kube.object(kind, name, namespace);
  if (object === undefined) {
    return [
      {
        severity: 'error',
        place,
        message: 'it is not in the cluster',
        reason: 'It was not applied, or into another namespace',
        remedy: `kubectl apply -f ${file}, or let Argo CD synchronise.`,
      },
    ];
  }
  const labels = labelsAt(object, 'metadata', 'labels');
  const reasons = prometheuses.map((prometheus) => whyNot(prometheus, labels, about));
  if (reasons.includes('')) return [];
  const [wanted] = prometheuses.map((one) => unfulfilled(valueAt(one, 'spec', `${key}Selector`), labels));
  const isLabel =
    wanted !== undefined && wanted.length > 0 && wanted.every((one) => /^[^ ]+=[^ ]*$/.test(one));
  return [
    {
      severity: 'error',
      place,
      message: 'no Prometheus selects it',
      reason: `${listed(reasons)}; it has ${labelsText(labels)}`,
      remedy: isLabel
        ? `kubectl label --overwrite ${kind} ${name} -n ${namespace} ${wanted.join(' ')}; for good: operator in observability.yaml (release, or monitorLabels and ruleLabels), then "npx oac generate".`
        : `Let ${key}NamespaceSelector of the Prometheus select the namespace ${namespace}: kubectl label namespace ${namespace} …, or an empty selector {} for all.`,
    },
  ];
}

/** Empty if it selects. */
function whyNot(
  prometheus: KubernetesObject,
  labels: Readonly<Record<string, string>>,
  { key, namespace, namespaceLabels }: Selected,
): string {
  const own = textAt(prometheus, 'metadata', 'namespace');
  const name = `Prometheus ${own}/${textAt(prometheus, 'metadata', 'name')}`;
  const spec = at(prometheus, 'spec');
  const selector = spec[`${key}Selector`];
  if (selector === undefined || selector === null)
    return `${name} has no ${key}Selector, and so selects nothing`;
  const wrong = unfulfilled(selector, labels);
  if (wrong.length > 0) return `${key}Selector of ${name} asks for ${wrong.join(', ')}`;
  const namespaces = spec[`${key}NamespaceSelector`];
  if (namespaces === undefined || namespaces === null) {
    return own === namespace ? '' : `${name} has no ${key}NamespaceSelector, and so looks in ${own} only`;
  }
  const outside = unfulfilled(namespaces, namespaceLabels);
  return outside.length === 0
    ? ''
    : `${key}NamespaceSelector of ${name} asks for ${outside.join(', ')}, which the namespace ${namespace} has not`;
}
