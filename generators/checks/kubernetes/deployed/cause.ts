import type { Place } from '../../../base/diagnostic.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../manifests.ts';
import type { Deployed, DeployedObject, Transformation } from './deployed.ts';

/** The origin of a field of an object. */
export interface Cause {
  readonly place: Place;
  /** The transformer in the kustomization, in backticks; absent if the field comes from the object's own file. */
  readonly transformer?: string;
}

/** Transformers whose effect cannot be derived from their text alone. */
const PATCHES = ['replacements', 'patchesJson6902', 'patches', 'patchesStrategicMerge', 'transformers'];

/** Why the object is in its namespace. */
export function causeOfNamespace(deployed: Deployed, object: DeployedObject): Cause {
  const isSame = textAt(object.source?.object ?? {}, 'metadata', 'namespace') === object.namespace;
  return causeOf(deployed, object, isSame, ({ key, value }) =>
    key === 'namespace' && value === object.namespace ? `namespace: ${value}` : undefined,
  );
}

/** Why the object has its name. */
export function causeOfName(deployed: Deployed, object: DeployedObject): Cause {
  const before = textAt(object.source?.object ?? {}, 'metadata', 'name') ?? object.name;
  const added = (key: string, isAdded: (value: string) => boolean) => (transformation: Transformation) => {
    const { value } = transformation;
    const isCause =
      transformation.key === key && typeof value === 'string' && value !== '' && object.name.includes(value);
    return isCause && isAdded(value) ? `${key}: ${value}` : undefined;
  };
  const isSame = before === object.name;
  // Patterns match names from the start: a prefix breaks them, a suffix rarely does.
  const byPrefix = causeOf(
    deployed,
    object,
    isSame,
    added('namePrefix', (prefix) => !before.startsWith(prefix)),
  );
  return byPrefix.transformer?.startsWith('`namePrefix')
    ? byPrefix
    : causeOf(
        deployed,
        object,
        isSame,
        added('nameSuffix', (suffix) => !before.endsWith(suffix)),
      );
}

/** Why a label of the object has its value, or is missing. */
export function causeOfLabel(deployed: Deployed, object: DeployedObject, label: string): Cause {
  const before = fieldsAt(object.source?.object ?? {}, 'metadata', 'labels') ?? {};
  const value = object.labels[label];
  return causeOf(deployed, object, before[label] === value, (transformation) =>
    value !== undefined && labelsSetBy(transformation)[label] === value
      ? `${transformation.key}: ${label}: ${String(value)}`
      : undefined,
  );
}

/** The labels that `commonLabels` or `labels` sets. */
function labelsSetBy({ key, value }: Transformation): Fields {
  if (key === 'commonLabels') return fieldsAt({ value }, 'value') ?? {};
  if (key !== 'labels') return {};
  return Object.assign({}, ...listAt({ value }, 'value').map((entry) => fieldsAt(entry, 'pairs') ?? {}));
}

/**
 * @param isUnchanged whether the object's own file has the same value
 * @param explain returns the text of a transformation that causes the field
 */
function causeOf(
  { transformations }: Deployed,
  { source }: DeployedObject,
  isUnchanged: boolean,
  explain: (transformation: Transformation) => string | undefined,
): Cause {
  if (isUnchanged && source !== undefined) return { place: source.place };
  for (const transformation of transformations) {
    const text = explain(transformation);
    if (text !== undefined) return { place: transformation.place, transformer: `\`${text}\`` };
  }
  const patch = transformations.find(({ key }) => PATCHES.includes(key));
  if (patch !== undefined) return { place: patch.place, transformer: `\`${patch.key}\`` };
  return { place: source?.place ?? {} };
}
