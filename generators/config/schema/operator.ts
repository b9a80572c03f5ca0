import type { JsonSchema } from '../declaration.ts';
import { DEFAULT_PROFILE, DEFAULTS, type Profile } from '../defaults.ts';
import { kubernetesLabels, text } from './parts.ts';

/** The keys of the block `operator` besides `profile`, by profile. */
export const OPERATOR_KEYS: Readonly<Record<Profile, readonly string[]>> = {
  'kube-prometheus-stack': ['release'],
  'kube-prometheus': ['prometheusNamespace', 'serviceAccount'],
  custom: ['monitorLabels', 'ruleLabels'],
};

export function operatorSchema(): JsonSchema {
  const stack = DEFAULTS.operator['kube-prometheus-stack'];
  const manifests = DEFAULTS.operator['kube-prometheus'];
  const properties: Readonly<Record<string, JsonSchema>> = {
    profile: {
      type: 'string',
      enum: Object.keys(OPERATOR_KEYS),
      default: DEFAULT_PROFILE,
      description:
        'How Prometheus was installed: the Helm chart, the jsonnet manifests, or with selectors of its own.',
    },
    release: text(
      'kubernetes-label-value',
      'Helm release of kube-prometheus-stack; the operator selects by it.',
      'prometheus',
      stack.release,
    ),
    prometheusNamespace: text(
      'dns-label',
      'Namespace of Prometheus itself, for the RoleBinding.',
      'monitoring',
      manifests.prometheusNamespace,
    ),
    serviceAccount: text(
      'dns-label',
      'ServiceAccount of Prometheus, for the RoleBinding.',
      'prometheus-k8s',
      manifests.serviceAccount,
    ),
    monitorLabels: kubernetesLabels('Labels that `serviceMonitorSelector` asks for.', { prometheus: 'main' }),
    ruleLabels: kubernetesLabels('Labels that `ruleSelector` asks for.', { prometheus: 'main' }),
  };
  return {
    type: 'object',
    description:
      'How the Prometheus operator finds the objects. An overlay with another `profile` replaces the block.',
    properties,
    additionalProperties: false,
    allOf: profileRules(properties, false),
  };
}

/**
 * Rejects the keys of other profiles.
 *
 * @param isComplete whether those of the own profile are required.
 */
export function profileRules(
  properties: Readonly<Record<string, JsonSchema>>,
  isComplete: boolean,
): readonly JsonSchema[] {
  return Object.entries(OPERATOR_KEYS).map(([profile, own]) => ({
    if: { properties: { profile: { const: profile } }, required: ['profile'] },
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: {
      properties: Object.fromEntries(
        Object.entries(properties)
          .filter(([key]) => key !== 'profile')
          .map(([key, schema]) => [key, own.includes(key) ? schema : false]),
      ),
      ...(isComplete && { required: own }),
    },
  }));
}
