import type { Labels, ServiceConfig } from '../../../config/config.ts';
import { selectionLabels } from '../../../config/selection-labels.ts';
import type { Finding } from '../../check.ts';
import { fieldsAt } from '../manifests.ts';
import { causeOfLabel } from './cause.ts';
import { type Deployed, type DeployedObject, nameOf } from './deployed.ts';
import { agreeing } from './remedy.ts';

/** The labels by which the operator or the Grafana sidecar finds an object, and the setting for them. */
interface Discovery {
  readonly labels: Labels;
  readonly finder: string;
  readonly setting: (label: string, value: string) => string;
}

/** Discovery labels of generated objects that kustomize overwrote. */
export function findingsOfDiscovery(
  deployed: Deployed,
  ours: readonly DeployedObject[],
  config: ServiceConfig,
): readonly Finding[] {
  return ours.flatMap((object) => {
    const { labels, finder, setting } = discoveryOf(object, config);
    const before = fieldsAt(object.source?.object ?? {}, 'metadata', 'labels') ?? {};
    return Object.entries(labels)
      .filter(([label, value]) => before[label] === value && object.labels[label] !== value)
      .map(([label, value]): Finding => {
        const cause = causeOfLabel(deployed, object, label);
        const made = object.labels[label];
        const has = made === undefined ? `no label ${label}` : `${label}=${String(made)}`;
        return {
          place: cause.place,
          message: `${cause.transformer === undefined ? `the ${nameOf(object)} has` : `${cause.transformer} gives the ${nameOf(object)}`} ${has}, but ${finder} selects ${label}=${value}`,
          reason: 'The object is applied but never loaded, without any error',
          remedy: agreeing(config, setting(label, String(made ?? '…')), cause),
        };
      });
  });
}

const NOTHING: Discovery = { labels: {}, finder: '', setting: () => '' };

function discoveryOf({ kind }: DeployedObject, { operator, grafana }: ServiceConfig): Discovery {
  const { monitor, rule } = selectionLabels(operator);
  if (kind !== 'ConfigMap' && operator.profile === 'kube-prometheus') return NOTHING; // It selects everything.
  const isStack = operator.profile === 'kube-prometheus-stack';
  const ofOperator = (key: string) => (label: string, value: string) =>
    isStack ? `operator: { release: ${value} }` : `operator: { ${key}: { ${label}: "${value}" } }`;
  switch (kind) {
    case 'ServiceMonitor':
      return { labels: monitor, finder: 'the operator', setting: ofOperator('monitorLabels') };
    case 'PrometheusRule':
      return { labels: rule, finder: 'the operator', setting: ofOperator('ruleLabels') };
    case 'ConfigMap':
      return {
        labels: grafana.sidecarLabels,
        finder: 'the Grafana sidecar',
        setting: (label, value) => `grafana: { sidecarLabels: { ${label}: "${value}" } }`,
      };
    default:
      return NOTHING;
  }
}
