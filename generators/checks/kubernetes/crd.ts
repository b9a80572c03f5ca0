import {
  type IPrometheusRule,
  PrometheusRule,
} from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { AlertmanagerConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig';
import { parseDuration } from '../../base/duration.ts';
import type { KubernetesObject } from '../../compile/model.ts';

/** A path in an object (`/spec/groups/0/interval`) and how it violates the schema. */
export interface SchemaViolation {
  readonly path: string;
  readonly message: string;
}

/** Validates an object of prometheus-operator against its CRD schema; other kinds are not validated. */
export function violationsOf(manifest: KubernetesObject): readonly SchemaViolation[] {
  if (ServiceMonitor.is(manifest)) return validate(new ServiceMonitor(manifest));
  if (AlertmanagerConfig.is(manifest)) return validate(new AlertmanagerConfig(manifest));
  if (PrometheusRule.is(manifest))
    return [...validate(new PrometheusRule(manifest)), ...strayFields(manifest)];
  return [];
}

function validate(model: { validate(): void }): readonly SchemaViolation[] {
  try {
    model.validate();
    return [];
  } catch (error) {
    const details = error instanceof Error && 'errors' in error ? error.errors : undefined;
    if (!Array.isArray(details)) throw error;
    return details.map(({ instancePath, message }) => ({
      path: String(instancePath),
      message: String(message),
    }));
  }
}

const GROUP_FIELDS = ['name', 'interval', 'rules', 'limit', 'partial_response_strategy'];
const RULE_FIELDS = ['record', 'alert', 'expr', 'for', 'keep_firing_for', 'labels', 'annotations'];

/**
 * A cluster silently drops fields that are not in the schema, so unknown fields are errors. The package has the schema
 * of operator 0.65; `keep_firing_for` was added in 0.66 and is validated here.
 */
function strayFields({ spec: { groups = [] } }: IPrometheusRule): readonly SchemaViolation[] {
  return groups.flatMap((group, index) => {
    const path = `/spec/groups/${index}`;
    return [
      ...unknown(group, GROUP_FIELDS, path),
      ...(group.rules ?? []).flatMap((rule, position) => {
        const place = `${path}/rules/${position}`;
        const hold: unknown = 'keep_firing_for' in rule ? rule.keep_firing_for : undefined;
        const isDuration =
          hold === undefined || (typeof hold === 'string' && parseDuration(hold) !== undefined);
        return [
          ...unknown(rule, RULE_FIELDS, place),
          ...(isDuration
            ? []
            : [{ path: `${place}/keep_firing_for`, message: 'must be a duration such as 15m' }]),
        ];
      }),
    ];
  });
}

function unknown(value: object, known: readonly string[], path: string): readonly SchemaViolation[] {
  return Object.keys(value)
    .filter((field) => !known.includes(field))
    .map((field) => ({
      path: `${path}/${field}`,
      message: 'is not a field of PrometheusRule: the cluster would drop it',
    }));
}
