import type { ServiceConfig } from '../../config/config.ts';
import type { Annotation, Variable } from '../../define/dashboard.ts';
import { matches, type Scope, select, textOf, variable } from '../../promql/index.ts';
import { deploymentObservedGeneration, podInfo } from './metrics.ts';

/** A picker of the service's pods. */
export function podVariable({ selectors }: ServiceConfig): Variable {
  const inNamespace: Scope = {
    window: '$__rate_interval',
    constraints: () => ({ namespace: variable('namespace') }),
  };
  const pods = textOf(select(inNamespace, podInfo, { pod: matches(selectors.pods) }));
  return {
    kind: 'query',
    name: 'pod',
    label: 'Pod',
    query: `label_values(${pods}, pod)`,
    hasMany: true,
    // Other pods of the namespace, such as the database's, are not on this dashboard.
    all: selectors.pods,
  };
}

/**
 * Changes of a Deployment's spec: a new image, a new setting. Compares each point with the previous one, so
 * that no change falls between two: `changes()` over a step sees only changes between two samples within the
 * step.
 */
export function deploymentAnnotation(scope: Scope): Annotation {
  const generation = textOf(select(scope, deploymentObservedGeneration));
  const highest = (query: string) => `max by (deployment) (${query})`;
  return {
    name: 'Deployments',
    query: `${highest(generation)} != ${highest(`${generation} offset $__interval`)}`,
    color: 'blue',
    title: 'Deployment {{deployment}}',
    text: '{{deployment}}',
    tags: ['deployment'],
    step: '60s',
  };
}
