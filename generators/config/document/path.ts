/** Steps from the root of the file to a value: keys, and indices of list items. */
export type Path = readonly (string | number)[];

/** The path in the usual notation: `grafana.tags[1]`, `labels."app.kubernetes.io/name"`. */
export function formatPath(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else {
      const name = /^[\w-]+$/.test(step) ? step : JSON.stringify(step);
      text += text === '' ? name : `.${name}`;
    }
  }
  return text;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at `path`, or undefined if there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const step of path) {
    if (Array.isArray(value)) value = value[Number(step)];
    else if (isMapping(value) && Object.hasOwn(value, step)) value = value[step];
    else return undefined;
  }
  return value;
}

/** Follows a JSON pointer, as reported by ajv, through `data`, so that indices become numbers. */
export function parsePointer(pointer: string, data: unknown): Path {
  const path: (string | number)[] = [];
  for (const token of pointer.split('/').slice(1)) {
    const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
    path.push(Array.isArray(valueAt(data, path)) ? Number(name) : name);
  }
  return path;
}

/** A copy of the mapping without some of its keys; empty if it is not a mapping. */
export function without(data: unknown, keys: readonly string[]): Readonly<Record<string, unknown>> {
  if (!isMapping(data)) return {};
  return Object.fromEntries(Object.entries(data).filter(([key]) => !keys.includes(key)));
}

export function mapValues<Result>(
  data: Readonly<Record<string, unknown>>,
  convert: (value: unknown) => Result,
): Readonly<Record<string, Result>> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, convert(value)]));
}
