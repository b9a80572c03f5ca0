import type { Labels, OperatorProfile } from './config.ts';

/** Labels without which the cluster's Prometheus would ignore the object. */
export interface SelectionLabels {
  readonly monitor: Labels;
  readonly rule: Labels;
}

/**
 * What each installation of the operator selects by. kube-prometheus-stack: `release` on the object itself
 * (https://github.com/prometheus-community/helm-charts, values `*SelectorNilUsesHelmValues`).
 * kube-prometheus: selects everything; the two labels on rules are its convention.
 */
export function selectionLabels(operator: OperatorProfile): SelectionLabels {
  switch (operator.profile) {
    case 'kube-prometheus-stack':
      return { monitor: { release: operator.release }, rule: { release: operator.release } };
    case 'kube-prometheus':
      return { monitor: {}, rule: { prometheus: 'k8s', role: 'alert-rules' } };
    case 'custom':
      return { monitor: operator.monitorLabels, rule: operator.ruleLabels };
  }
}
