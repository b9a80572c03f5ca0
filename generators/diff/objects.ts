import { isRecord } from '../base/record.ts';
import type { Detail } from './change.ts';

/**
 * The differences between two plain objects, by path. Named list entries are compared with the entry of the
 * same name, whatever their position.
 */
export function* compareObjects(before: unknown, after: unknown, path = ''): Generator<Detail> {
  if (Object.is(before, after)) return;
  if (Array.isArray(before) && Array.isArray(after)) {
    yield* compareLists(before, after, path);
  } else if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      yield* compareObjects(before[key], after[key], path === '' ? key : `${path}.${key}`);
    }
  } else {
    yield {
      what: path,
      ...(before !== undefined && { before: textOf(before) }),
      ...(after !== undefined && { after: textOf(after) }),
    };
  }
}

function* compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
): Generator<Detail> {
  const names = [before, after].map((list) => list.map(nameOf));
  const areNamed = names.every(
    (list) => !list.includes(undefined) && new Set(list).size === list.length && list.length > 0,
  );
  if (areNamed) {
    const entries = (list: readonly unknown[]) =>
      Object.fromEntries(list.map((item) => [nameOf(item) ?? '', item]));
    const [old, now] = [entries(before), entries(after)];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      yield* compareObjects(old[name], now[name], `${path}[${name}]`);
    }
    return;
  }
  for (let index = 0; index < Math.max(before.length, after.length); index += 1) {
    yield* compareObjects(before[index], after[index], `${path}[${index}]`);
  }
}

/** The identity of a list entry: its name, or the entry itself if it is a string. */
function nameOf(item: unknown): string | undefined {
  if (typeof item === 'string') return item;
  if (!isRecord(item)) return undefined;
  return [item.name, item.id].find((value) => typeof value === 'string');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
