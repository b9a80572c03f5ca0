import type { Place } from '../../../base/diagnostic.ts';
import { type Fields, fieldsAt, listAt, textAt } from '../manifests.ts';
import type { Deployed, DeployedObject, Transformation } from './deployed.ts';

/** What made a field of an object what it is. */
export interface Cause {
  readonly place: Place;
  /** The transformer as it stands in the kustomization, in backticks; absent where the object's own file says it. */
  readonly transformer?: string;
}

/** Changes whose effect cannot be read from their text alone. */
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
  // A pattern that looks for a name as it begins breaks by a prefix; what follows mostly fits.
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

/** Why a label of the object has its value, or is not there. */
export function causeOfLabel(deployed: Deployed, object: DeployedObject, label: string): Cause {
  const before = fieldsAt(object.source?.object ?? {}, 'metadata', 'labels') ?? {};
  const value = object.labels[label];
  return causeOf(deployed, object, before[label] === value, (transformation) =>
    value !== undefined && labelsSetBy(transformation)[label] === value
      ? `${transformation.key}: ${label}: ${String(value)}`
      : undefined,
  );
}

/** The labels that a `commonLabels` or `labels` sets. */
function labelsSetBy({ key, value }: Transformation): Fields {
  if (key === 'commonLabels') return fieldsAt({ value }, 'value') ?? {};
  if (key !== 'labels') return {};
  return Object.assign({}, ...listAt({ value }, 'value').map((entry) => fieldsAt(entry, 'pairs') ?? {}));
}

/**
 * @param isUnchanged whether the object's own file says the same
 * @param explain the text of a transformation that explains the field
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
