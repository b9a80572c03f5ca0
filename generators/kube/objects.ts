import { recordOf, recordsOf } from '../base/record.ts';
import type { KubernetesObject } from './kubectl.ts';

export type Labels = Readonly<Record<string, string>>;

/** The mapping at a path; empty if there is none. */
export function at(object: unknown, ...path: readonly string[]): KubernetesObject {
  return recordOf(valueAt(object, ...path));
}

export function valueAt(object: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => recordOf(value)[key], object);
}

export function listAt(object: unknown, ...path: readonly string[]): readonly KubernetesObject[] {
  return recordsOf(valueAt(object, ...path));
}

export function textAt(object: unknown, ...path: readonly string[]): string {
  const found = valueAt(object, ...path);
  return typeof found === 'string' ? found : '';
}

export function labelsAt(object: unknown, ...path: readonly string[]): Labels {
  return Object.fromEntries(Object.entries(at(object, ...path)).map(([key, value]) => [key, String(value)]));
}

export const labelsText = (labels: Labels): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ') || 'no labels';

/**
 * The requirements of a label selector (metav1.LabelSelector) that labels do not meet; empty if it selects
 * them. An empty selector selects everything; the caller must handle an absent one.
 */
export function unfulfilled(selector: unknown, labels: Labels): readonly string[] {
  const wrong = Object.entries(labelsAt(selector, 'matchLabels'))
    .filter(([key, value]) => labels[key] !== value)
    .map(([key, value]) => `${key}=${value}`);
  const expressions = listAt(selector, 'matchExpressions').filter((one) => !fulfils(one, labels));
  return [...wrong, ...expressions.map(expressionText)];
}

function fulfils(expression: KubernetesObject, labels: Labels): boolean {
  const value = labels[textAt(expression, 'key')];
  const values = Array.isArray(expression.values) ? expression.values : [];
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

function expressionText({ key, operator, values }: KubernetesObject): string {
  return `${key} ${operator}${Array.isArray(values) ? ` (${values.join(', ')})` : ''}`;
}
