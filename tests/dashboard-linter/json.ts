/** Reading JSON that somebody else wrote: what is not of the kind that is asked for counts as absent. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  return isObject(value) ? value : {};
}

export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
  const value: unknown = parent[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textAt(parent: JsonObject, key: string): string {
  const value = parent[key];
  return typeof value === 'string' ? value : '';
}

export function numberAt(parent: JsonObject, key: string): number {
  const value = parent[key];
  return typeof value === 'number' ? value : 0;
}
