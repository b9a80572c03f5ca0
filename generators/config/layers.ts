import { DEFAULT_PROFILE } from './defaults.ts';
import { isMapping, type Path, valueAt, without } from './document/path.ts';

/** An overlay, and its place in the file. */
export interface Layer {
  readonly prefix: Path;
  readonly value: unknown;
}

/** Where a setting comes from. */
export interface Origin {
  /** Index in the list of layers. */
  readonly layer: number;
  /** Path in the file. */
  readonly path: Path;
  /** False if the setting itself is not written, and `path` is that of the nearest block around it. */
  readonly isWritten: boolean;
}

/** Maps merge deeply; scalars and lists of `over` replace those of `base`. */
export function merge(base: unknown, over: unknown): unknown {
  if (over === undefined) return base;
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) merged.set(key, merge(merged.get(key), value));
  return Object.fromEntries(merged);
}

/** Merges one layer over another; an `operator` of another profile replaces the whole block. */
export function overlay(base: unknown, over: unknown): unknown {
  const before = valueAt(base, ['operator', 'profile']) ?? DEFAULT_PROFILE;
  const after = valueAt(over, ['operator', 'profile']) ?? before;
  if (before === after) return merge(base, over);
  return merge(without(base, ['operator']), over);
}

/** Merges all layers, the last one on top. An empty overlay, `staging:`, changes nothing. */
export function mergeLayers(layers: readonly Layer[]): unknown {
  return layers.reduce<unknown>((merged, layer) => overlay(merged, layer.value ?? undefined), {});
}

/** Finds the uppermost layer that has `path`, or the closest match. */
export function originOf(layers: readonly Layer[], path: Path): Origin {
  for (let length = path.length; length > 0; length -= 1) {
    const part = path.slice(0, length);
    const layer = layers.findLastIndex(({ value }) => valueAt(value, part) !== undefined);
    const prefix = layers[layer]?.prefix;
    if (prefix !== undefined) return { layer, path: [...prefix, ...part], isWritten: length === path.length };
  }
  const layer = layers.findLastIndex(({ value }) => value !== undefined);
  return { layer, path: layers[layer]?.prefix ?? [], isWritten: false };
}
