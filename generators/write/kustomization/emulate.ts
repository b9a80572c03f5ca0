import {
  type DeployedObject,
  deployedObject,
  type Source,
} from '../../checks/kubernetes/deployed/deployed.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../../checks/kubernetes/manifests.ts';
import { isMapping } from '../../config/document/path.ts';
import { groupBy } from '../../config/group-by.ts';
import { isLayer, type Layer } from './tree.ts';

/**
 * What the transformers in a tree's files do to its objects: namespace, prefix, suffix and labels. Used if
 * kustomize is not installed or cannot build the tree; ignores patches and replacements.
 */
export function emulate(layer: Layer, given: readonly DeployedObject[] = []): readonly DeployedObject[] {
  const included = layer.resources.flatMap((part) =>
    isLayer(part) ? emulate(part) : [deployedObject(part.object, part)],
  );
  let objects: readonly DeployedObject[] = [...given, ...included];
  for (const component of layer.components) objects = emulate(component, objects);
  return transform(objects, layer);
}

/** Two objects that kustomize, or the cluster, would treat as the same one. */
export interface Conflict {
  readonly ours: Source;
  readonly other: Source;
  /** Whether the conflict exists before any patch could remove the other object. */
  readonly isCertain: boolean;
}

/** Generated objects with the same kind, name and namespace as another one, at any layer of the tree. */
export function conflictsIn(layer: Layer): readonly Conflict[] {
  const below = layer.resources.filter(isLayer).flatMap(conflictsIn);
  const known = new Set(below.map(({ ours }) => ours));
  const byName = groupBy(emulate(layer), ({ kind, name, object }) => {
    const [group] = (textAt(object, 'apiVersion') ?? '').split('/').slice(0, -1);
    return JSON.stringify([group, kind, name]);
  });
  const listed = new Set(layer.resources);
  const here = [...byName.values()]
    .flatMap((alike) => pairsIn(alike, (source) => listed.has(source)))
    .filter(({ ours }) => !known.has(ours));
  return [...below, ...here];
}

/** An object without a namespace gets one when it is applied, so it may equal any other. */
function pairsIn(
  alike: readonly DeployedObject[],
  isListed: (source: Source) => boolean,
): readonly Conflict[] {
  return alike.flatMap(({ namespace, source: ours }, index): readonly Conflict[] => {
    if (ours?.app === undefined) return [];
    const other = alike.find(
      (each, position) =>
        each.source !== undefined &&
        (position < index || each.source.app === undefined) &&
        (each.namespace ?? namespace) === (namespace ?? each.namespace),
    )?.source;
    return other === undefined || other === ours ? [] : [{ ours, other, isCertain: isListed(other) }];
  });
}

/** Kinds without a namespace whose names kustomize does not change. */
const CLUSTER_WIDE = [
  ...['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'PersistentVolume'],
  ...['StorageClass', 'PriorityClass', 'IngressClass', 'APIService', 'Node'],
  ...['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'ClusterIssuer'],
];
const KEEP_THEIR_NAMES = ['Namespace', 'CustomResourceDefinition', 'APIService'];

function transform(objects: readonly DeployedObject[], { kustomization }: Layer): readonly DeployedObject[] {
  const { content } = kustomization;
  const namespace = textAt(content, 'namespace');
  const prefix = textAt(content, 'namePrefix') ?? '';
  const suffix = textAt(content, 'nameSuffix') ?? '';
  const renamed = (name: string) => `${prefix}${name}${suffix}`;
  const claims = new Set(
    objects.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(({ name }) => name),
  );
  const changes = labelChangesOf(content);
  if (namespace === undefined && prefix === '' && suffix === '' && changes.length === 0) return objects;
  return objects.map(({ kind, name, object, source }) => {
    const metadata = { ...fieldsAt(object, 'metadata') };
    if (namespace !== undefined && !CLUSTER_WIDE.includes(kind)) metadata.namespace = namespace;
    if (!KEEP_THEIR_NAMES.includes(kind)) metadata.name = renamed(name);
    let result: Fields = { ...object, metadata };
    result = withClaims(result, (claim) => (claims.has(claim) ? renamed(claim) : claim));
    for (const change of changes) result = withLabels(result, kind, change);
    return deployedObject(result, source);
  });
}

interface LabelChange {
  readonly pairs: Fields;
  readonly isInSelectors: boolean;
  readonly isInTemplates: boolean;
}

function labelChangesOf(content: Fields): readonly LabelChange[] {
  const common = fieldsAt(content, 'commonLabels');
  return [
    ...listAt(content, 'labels').map((entry) => ({
      pairs: fieldsAt(entry, 'pairs') ?? {},
      isInSelectors: entry.includeSelectors === true,
      isInTemplates: entry.includeSelectors === true || entry.includeTemplates === true,
    })),
    ...(common === undefined ? [] : [{ pairs: common, isInSelectors: true, isInTemplates: true }]),
  ];
}

function withLabels(
  object: Fields,
  kind: string,
  { pairs, isInSelectors, isInTemplates }: LabelChange,
): Fields {
  let result = merged(object, ['metadata', 'labels'], pairs);
  const isWorkload = fieldsAt(object, 'spec', 'template') !== undefined;
  if (isInTemplates && isWorkload) result = merged(result, ['spec', 'template', 'metadata', 'labels'], pairs);
  if (isInSelectors && isWorkload) result = merged(result, ['spec', 'selector', 'matchLabels'], pairs);
  if (isInSelectors && kind === 'Service' && fieldsAt(object, 'spec', 'selector') !== undefined)
    result = merged(result, ['spec', 'selector'], pairs);
  return result;
}

function merged(object: Fields, path: readonly string[], pairs: Fields): Fields {
  return changed(object, path, (fields) => ({ ...fields, ...pairs }));
}

function withClaims(object: Fields, rename: (claim: string) => string): Fields {
  const pod = ['spec', 'template', 'spec'];
  if (!Array.isArray(fieldsAt(object, ...pod)?.volumes)) return object;
  const renamed = (volume: unknown) => {
    const claim = isMapping(volume) ? textAt(volume, 'persistentVolumeClaim', 'claimName') : undefined;
    if (claim === undefined || !isMapping(volume)) return volume;
    return merged(volume, ['persistentVolumeClaim'], { claimName: rename(claim) });
  };
  return changed(object, pod, ({ volumes, ...others }) => ({
    ...others,
    volumes: Array.isArray(volumes) ? volumes.map(renamed) : volumes,
  }));
}

/** A copy whose fields at a path are changed. */
function changed(
  object: Fields,
  [key, ...path]: readonly string[],
  change: (fields: Fields) => Fields,
): Fields {
  if (key === undefined) return change(object);
  const value = object[key];
  return { ...object, [key]: changed(isMapping(value) ? value : {}, path, change) };
}
