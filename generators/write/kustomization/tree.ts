import { join, relative, resolve } from 'node:path';
import { CORE_SCHEMA, loadAll, mergeTag, YAMLException } from 'js-yaml';
import { DiagnosticError, type Place } from '../../base/diagnostic.ts';
import type { Source, Transformation } from '../../checks/kubernetes/deployed/deployed.ts';
import { isMapping } from '../../config/document/path.ts';
import { placeOf } from '../../config/document/source.ts';
import type { FutureFiles } from './future-files.ts';
import { type Kustomization, keySpan, readKustomization } from './text.ts';

/** A kustomization with everything that it includes, as far as that is on this machine. */
export interface Layer {
  readonly kustomization: Kustomization;
  /** What `resources` and `bases` include, in order. */
  readonly resources: readonly (Layer | Source)[];
  readonly components: readonly Layer[];
}

export interface Tree {
  readonly root: Layer;
  /** All files that kustomize needs. Absolute paths. */
  readonly files: ReadonlySet<string>;
  /** Those of them with generated objects, and for which service. */
  readonly generated: ReadonlyMap<string, string>;
  /** Why it cannot be built from the files on this machine: something is remote, missing or unreadable. */
  readonly obstacles: readonly Obstacle[];
}

export interface Obstacle {
  readonly place: Place;
  readonly message: string;
}

export interface TreeOptions {
  /** Absolute path of the directory of the outermost kustomization. */
  readonly directory: string;
  /** That directory as the user names it. */
  readonly shown: string;
  readonly files: FutureFiles;
  /** The service that a file was generated for, if it was; by default none was. */
  readonly appOf?: (file: string) => string | undefined;
}

export function isLayer(part: Layer | Source): part is Layer {
  return 'kustomization' in part;
}

/** Reads a kustomization and everything that it includes. Nothing is fetched. */
export function readTree(options: TreeOptions): Tree {
  const reader = new TreeReader(options);
  const root = reader.layer(options.directory) ?? {
    kustomization: readKustomization('', options.shown),
    resources: [],
    components: [],
  };
  const { files, generated, obstacles } = reader;
  return { root, files, generated, obstacles };
}

/** All objects of a tree. */
export function sourcesIn({ resources, components }: Layer): readonly Source[] {
  return [...resources, ...components].flatMap((part) => (isLayer(part) ? sourcesIn(part) : [part]));
}

/** All kustomizations of a tree, the outermost first. */
export function layersOf(layer: Layer): readonly Layer[] {
  return [layer, ...[...layer.components, ...layer.resources.filter(isLayer)].flatMap(layersOf)];
}

/** Keys that change objects in ways that only kustomize itself can determine. */
const UNREADABLE: readonly string[] = [
  ...['patches', 'patchesJson6902', 'patchesStrategicMerge', 'replacements', 'transformers'],
];

const TRANSFORMERS = ['namespace', 'namePrefix', 'nameSuffix', 'commonLabels', 'labels', ...UNREADABLE];

export function changesUnreadably({ key }: Transformation): boolean {
  return UNREADABLE.includes(key);
}

/** What the kustomizations of a tree change, the last one first. */
export function transformationsOf(root: Layer): readonly Transformation[] {
  return layersOf(root).flatMap(({ kustomization }) =>
    Object.entries(kustomization.content)
      .filter(([key]) => TRANSFORMERS.includes(key))
      .map(([key, value]) => ({
        key,
        value,
        place: placeOf(kustomization.text, kustomization.file, keySpan(kustomization, key)),
      })),
  );
}

/** Keys whose values kustomize reads as paths, and would fetch if they are addresses. */
const PATH_KEYS: readonly string[] = [
  ...['resources', 'bases', 'components', 'crds', 'configurations', 'generators', 'transformers'],
  ...['validators', 'patchesStrategicMerge', 'path', 'files', 'env', 'envs', 'valuesFile'],
  ...['additionalValuesFiles', 'repo'],
];
const ADDRESS = /^(?:[\w.-]+=)?(?:[a-z][a-z0-9+.-]*:\/\/|git@|git::)/i;

class TreeReader {
  readonly files = new Set<string>();
  readonly generated = new Map<string, string>();
  readonly obstacles: Obstacle[] = [];
  readonly #options: TreeOptions;
  /** Directories on the path to the current one, to detect a cycle. */
  readonly #way: string[] = [];

  constructor(options: TreeOptions) {
    this.#options = options;
  }

  layer(directory: string): Layer | undefined {
    const { files } = this.#options;
    const file = files.kustomizationIn(directory);
    if (file === undefined || this.#way.includes(directory)) return undefined;
    const kustomization = this.#read(file);
    if (kustomization === undefined) return undefined;
    this.files.add(file);
    this.#way.push(directory);
    this.#collect(kustomization.content, directory, kustomization);
    const included = (key: string) =>
      entriesOf(kustomization.content[key]).flatMap((entry) =>
        this.#include(entry, directory, kustomization),
      );
    const layer = {
      kustomization,
      resources: [...included('resources'), ...included('bases')],
      components: included('components').filter(isLayer),
    };
    this.#way.pop();
    return layer;
  }

  #include(entry: string, directory: string, kustomization: Kustomization): readonly (Layer | Source)[] {
    const path = resolve(directory, entry);
    const isFile = this.#options.files.isFile(path);
    const isOutside = relative(directory, path).startsWith('..');
    if (isFile && !isOutside) return this.#sources(path);
    const layer = this.#options.files.isDirectory(path) ? this.layer(path) : undefined;
    if (layer !== undefined) return [layer];
    const problem = isFile
      ? 'is a file outside of the directory, which kustomize does not read'
      : 'is not on this machine';
    this.#report(entry, problem, kustomization);
    return [];
  }

  #read(path: string): Kustomization | undefined {
    try {
      return readKustomization(this.#options.files.text(path), this.#shown(path));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const { place, message } of error.diagnostics) this.obstacles.push({ place, message });
      return undefined;
    }
  }

  #sources(path: string): readonly Source[] {
    this.files.add(path);
    const app = this.#options.appOf?.(path);
    if (app !== undefined) this.generated.set(path, app);
    try {
      return objectsIn(this.#options.files.text(path)).map(({ object, line }) => ({
        place: { file: this.#shown(path), line },
        object,
        ...(app === undefined ? {} : { app }),
      }));
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      this.obstacles.push({
        place: { file: this.#shown(path) },
        message: `it is not valid YAML: ${error.reason}`,
      });
      return [];
    }
  }

  /**
   * Adds every file that a text in the kustomization may name: a patch, a file of a generator, a
   * configuration.
   */
  #collect(value: unknown, directory: string, kustomization: Kustomization, key = ''): void {
    if (Array.isArray(value)) for (const item of value) this.#collect(item, directory, kustomization, key);
    else if (isMapping(value)) {
      for (const [name, item] of Object.entries(value)) this.#collect(item, directory, kustomization, name);
    } else if (typeof value === 'string' && !value.includes('\n')) {
      if (PATH_KEYS.includes(key) && ADDRESS.test(value)) {
        if (!['resources', 'bases', 'components'].includes(key))
          this.#report(value, 'is not on this machine', kustomization);
        return;
      }
      for (const candidate of [value, value.slice(value.indexOf('=') + 1)]) {
        const path = resolve(directory, candidate);
        if (candidate !== '' && this.#options.files.isFile(path)) this.files.add(path);
      }
    }
  }

  /** An obstacle at a text in a kustomization. */
  #report(value: string, problem: string, { text, file }: Kustomization): void {
    const from = Math.max(0, text.indexOf(value));
    const place = placeOf(text, file, { from, to: from + value.length });
    this.obstacles.push({ place, message: `${value} ${problem}` });
  }

  #shown(path: string): string {
    return join(this.#options.shown, relative(this.#options.directory, path));
  }
}

function entriesOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}

interface LocatedObject {
  readonly object: Readonly<Record<string, unknown>>;
  readonly line: number;
}

/** As Go reads YAML. */
const WITH_MERGE_KEYS = CORE_SCHEMA.withTags(mergeTag);

/** The objects in a file, with the line where each document begins. */
function objectsIn(text: string): readonly LocatedObject[] {
  const found: LocatedObject[] = [];
  let line = 1;
  for (const document of text.split(/^---(?=\s|$)/m)) {
    const before = /^(?:[ \t]*(?:#[^\n]*)?\r?\n)*/.exec(document)?.[0] ?? '';
    const start = line + before.split('\n').length - 1;
    for (const object of loadAll(document, { schema: WITH_MERGE_KEYS }).flatMap(itemsOf)) {
      found.push({ object, line: start });
    }
    line += document.split('\n').length - 1;
  }
  return found;
}

function itemsOf(document: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (!isMapping(document)) return [];
  const isList =
    typeof document.kind === 'string' && document.kind.endsWith('List') && Array.isArray(document.items);
  return isList && Array.isArray(document.items) ? document.items.filter(isMapping) : [document];
}
