import type { RenderedService } from '../../compile/model.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** An object as it will be written, with what people call it. */
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

/** The objects of a list; entries that are none are left out. */
export function listAt(object: Fields, ...path: readonly string[]): Fields[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter(isFields) : [];
}

/** The texts of a list. */
export function textsAt(object: Fields, ...path: readonly string[]): string[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Where findings about an object stand: it is generated, so no source line is its place. */
export function manifestPlace({ kind, name, file }: Manifest): { readonly definition: string } {
  return { definition: `${kind} ${name || '(without a name)'} in ${file}` };
}

/** Whatever stands there. */
export function valueAt(object: Fields, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (isFields(value) ? value[key] : undefined), object);
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
