import type { ServiceConfig } from '../../config/config.ts';
import type { Annotation, Variable } from '../../define/dashboard.ts';
import { changes, matches, max, type Scope, select, textOf, variable, where } from '../../promql/index.ts';
import { deploymentObservedGeneration, podInfo } from './metrics.ts';

/** The pods of the service, for the viewer to pick from. */
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

/** Changes of a Deployment's spec: a new image, a new setting. */
export function deploymentAnnotation(scope: Scope): Annotation {
  const changed = max(changes(select(scope, deploymentObservedGeneration), '$__interval'), ['deployment']);
  return {
    name: 'Deployments',
    query: textOf(where(changed, '>', 0)),
    color: 'blue',
    title: 'Deployment {{deployment}}',
    text: '{{deployment}}',
    tags: ['deployment'],
    step: '60s',
  };
}
