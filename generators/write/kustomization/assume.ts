import type { Place } from '../../base/diagnostic.ts';
import {
  type DeployedObject,
  deployedObject,
  type Source,
} from '../../checks/kubernetes/deployed/deployed.ts';
import { textAt } from '../../checks/kubernetes/manifests.ts';
import type { ServiceConfig } from '../../config/config.ts';
import type { BuiltObject } from './build.ts';
import { type Layer, sourcesIn } from './tree.ts';

/** Built objects with their source files: kustomize keeps the kind, and extends the name. */
export function withSources(objects: readonly BuiltObject[], root: Layer): readonly DeployedObject[] {
  const sources = sourcesIn(root);
  return objects.map(({ object, generatedFor }) => {
    const kind = textAt(object, 'kind');
    const name = textAt(object, 'metadata', 'name') ?? '';
    const namespace = textAt(object, 'metadata', 'namespace');
    const candidates = sources
      .filter((source) => source.app === generatedFor && textAt(source.object, 'kind') === kind)
      .filter((source) => name.includes(textAt(source.object, 'metadata', 'name') ?? name))
      .toSorted((a, b) => closeness(b, namespace) - closeness(a, namespace));
    return deployedObject(object, candidates[0]);
  });
}

/** The longest name, and of two equal ones the one in the namespace. */
function closeness({ object }: Source, namespace: string | undefined): number {
  const isThere = textAt(object, 'metadata', 'namespace') === namespace;
  return (textAt(object, 'metadata', 'name') ?? '').length + (isThere ? 0.5 : 0);
}

/**
 * Adds the missing Service and Deployment of each service to the tree. They are assumed if files are missing,
 * to determine what the kustomizations would do to them.
 */
export function withAssumed(root: Layer, services: readonly ServiceConfig[], place: Place): Layer {
  const sources = sourcesIn(root);
  const isThere = (kind: string, name: string) =>
    sources.some(({ object }) => object.kind === kind && textAt(object, 'metadata', 'name') === name);
  const assumed = services.flatMap(({ app, namespace, service }): Source[] => {
    if (isThere('Service', service.name)) return [];
    const labels = { app };
    const metadata = { namespace, labels };
    const ports = [{ name: service.portName, port: 80 }];
    const template = { metadata: { labels }, spec: { containers: [{ name: app }] } };
    return [
      {
        place,
        object: {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { ...metadata, name: service.name, labels: service.labels },
          spec: { selector: labels, ports },
        },
      },
      {
        place,
        object: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { ...metadata, name: app },
          spec: { selector: { matchLabels: labels }, template },
        },
      },
    ];
  });
  return { ...root, resources: [...root.resources, ...assumed] };
}
