import { isMapping, type Path, valueAt, without } from './document/path.ts';
import { type Layer, mergeLayers } from './layers.ts';
import { FILE_KEYS } from './schema/blocks.ts';

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
