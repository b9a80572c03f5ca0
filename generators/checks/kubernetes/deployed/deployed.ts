import type { Place } from '../../../base/diagnostic.ts';
import { type Fields, fieldsAt, textAt } from '../manifests.ts';

/** An object as kustomize would apply it, and its source file. */
export interface DeployedObject {
  readonly kind: string;
  readonly name: string;
  /** Absent if the namespace is chosen when the object is applied. */
  readonly namespace?: string;
  readonly labels: Fields;
  readonly object: Fields;
  readonly source?: Source;
}

/** An object in a file. */
export interface Source {
  readonly place: Place;
  readonly object: Fields;
  /** The `app` of the service that the object was generated for. */
  readonly app?: string;
}

/** An entry of a kustomization that changes objects. */
export interface Transformation {
  /** The key, such as `namePrefix`. */
  readonly key: string;
  readonly value: unknown;
  readonly place: Place;
}

/** The result of a kustomization. */
export interface Deployed {
  readonly objects: readonly DeployedObject[];
  /** The last one applied comes first. */
  readonly transformations: readonly Transformation[];
}

export function deployedObject(object: Fields, source?: Source): DeployedObject {
  const namespace = textAt(object, 'metadata', 'namespace');
  return {
    kind: textAt(object, 'kind') ?? 'object',
    name: textAt(object, 'metadata', 'name') ?? '',
    labels: fieldsAt(object, 'metadata', 'labels') ?? {},
    object,
    ...(namespace === undefined ? {} : { namespace }),
    ...(source === undefined ? {} : { source }),
  };
}

/** `Service observer` */
export function nameOf({ kind, name }: DeployedObject): string {
  return `${kind} ${name}`;
}
