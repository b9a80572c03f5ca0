import { DEFAULT_PROFILE } from './defaults.ts';
import { isMapping, type Path, valueAt, without } from './document/path.ts';
import { FILE_KEYS } from './schema/blocks.ts';

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

/** A service before its defaults. */
export interface Candidate {
  readonly layers: readonly Layer[];
  readonly written: unknown;
}

/** The layers that all services share. */
export function commonLayers(data: unknown, environment: string): readonly Layer[] {
  const prefix = ['environments', environment];
  return [
    { prefix: [], value: without(data, FILE_KEYS) },
    { prefix, value: valueAt(data, prefix) },
  ];
}

/** The services of the file in one environment, by `app` in code-unit order. */
export function candidatesIn(data: unknown, environment: string): readonly Candidate[] {
  const layer = (...prefix: Path): Layer => ({ prefix, value: valueAt(data, prefix) });
  const common = commonLayers(data, environment);
  const fleet = valueAt(data, ['services']);
  if (!isMapping(fleet)) return [{ layers: common, written: mergeLayers(common) }];
  return Object.entries(fleet)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([app, value]) => {
      const layers = [
        ...common,
        { prefix: ['services', app], value: { ...without(value, ['environments']), app } },
        layer('services', app, 'environments', environment),
      ];
      return { layers, written: mergeLayers(layers) };
    });
}
