import type { RenderedService } from '../../compile/model.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A generated object, with its kind, name and file. */
export interface Manifest {
  readonly kind: string;
  readonly name: string;
  readonly file: string;
  readonly object: Fields;
}

export function manifestsOf(service: RenderedService): Manifest[] {
  return Object.entries(service.manifests).flatMap(([file, documents]) =>
    documents.map((object) => ({
      kind: textAt(object, 'kind') ?? 'object',
      name: textAt(object, 'metadata', 'name') ?? '',
      file,
      object,
    })),
  );
}

export function fieldsAt(object: Fields, ...path: readonly string[]): Fields | undefined {
  const value = valueAt(object, path);
  return isFields(value) ? value : undefined;
}

export function textAt(object: Fields, ...path: readonly string[]): string | undefined {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : undefined;
}

/** The objects in a list; other entries are skipped. */
export function listAt(object: Fields, ...path: readonly string[]): Fields[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The strings in a list. */
export function textsAt(object: Fields, ...path: readonly string[]): string[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** The place of findings about an object. It is generated, so it has no source line. */
export function manifestPlace({ kind, name, file }: Manifest): { readonly definition: string } {
  return { definition: `${kind} ${name || '(without a name)'} in ${file}` };
}

/** The value at a path. */
export function valueAt(object: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), object);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
