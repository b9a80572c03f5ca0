/** Access to parsed JSON and YAML, checked where it is read: what is missing fails with its name. */

export type JsonObject = Readonly<Record<string, unknown>>;

export function object(value: unknown, what = 'value'): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw unexpected('an object', what);
  return Object.fromEntries(Object.entries(value));
}

export function list(value: unknown, what = 'value'): readonly unknown[] {
  if (!Array.isArray(value)) throw unexpected('a list', what);
  return value;
}

export function text(value: unknown, what = 'value'): string {
  if (typeof value !== 'string') throw unexpected('a text', what);
  return value;
}

export function number(value: unknown, what = 'value'): number {
  if (typeof value !== 'number') throw unexpected('a number', what);
  return value;
}

export const objectAt = (parent: JsonObject, key: string) => object(parent[key], key);
export const textAt = (parent: JsonObject, key: string) => text(parent[key], key);
export const numberAt = (parent: JsonObject, key: string) => number(parent[key], key);

/** The objects of a list; none where the key is missing. */
export function objectsAt(parent: JsonObject, key: string): readonly JsonObject[] {
  return list(parent[key] ?? [], key).map((entry) => object(entry, key));
}

function unexpected(expected: string, what: string): Error {
  return new Error(`${what} is not ${expected}`);
}
