import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import type { Diagnostic } from '../../base/diagnostic.ts';
import { nearest } from '../../base/nearest.ts';
import type { Fields } from '../../checks/kubernetes/manifests.ts';
import { isMapping } from '../../config/document/path.ts';
import { build, type Kustomize } from './build.ts';
import { FutureFiles } from './future-files.ts';
import { readKustomization } from './text.ts';
import { changesUnreadably, layersOf, readTree, sourcesIn, transformationsOf } from './tree.ts';

export interface ImageUse {
  /** The directory of the kustomization, as the user names it. */
  readonly directory: string;
  /** Name of the image, with the registry. */
  readonly name: string;
  /** Absent if it is not installed. */
  readonly kustomize?: Kustomize | undefined;
}

/** Reports an image that no manifest uses, as a warning if that is uncertain. Undefined if it is used. */
export async function findUnusedImage(use: ImageUse): Promise<Diagnostic | undefined> {
  const { names, isCertain } = await imagesIn(use);
  if (names.includes(use.name)) return undefined;
  const { directory, name } = use;
  const near = nearest(name, names);
  const suggestion = near === undefined ? '' : `Did you mean ${near}? `;
  return {
    code: 'image/unused',
    severity: isCertain ? 'error' : 'warning',
    place: { file: directory },
    message: isCertain
      ? `no manifest of this kustomization uses the image ${name}`
      : `no manifest on this machine uses the image ${name}, and some are elsewhere`,
    reason: 'An entry for it under `images` has no effect, so the version that runs stays as it is',
    remedy:
      names.length === 0
        ? 'There is no image in it: give the directory of the kustomization that has the service.'
        : `${suggestion}The images that are there: ${names.join(', ')}.`,
  };
}

interface Images {
  /** Names that an entry of the outermost kustomization may have. */
  readonly names: readonly string[];
  /** Whether there can be no others. */
  readonly isCertain: boolean;
}

async function imagesIn({ directory: shown, kustomize }: ImageUse): Promise<Images> {
  const directory = realpathSync(shown);
  const file = new FutureFiles(directory).kustomizationIn(directory);
  if (file === undefined) return { names: [], isCertain: true };
  // Entries name the images as lower layers produce them.
  const { images: _, ...content } = readKustomization(new FutureFiles(directory).text(file), file).content;
  const files = new FutureFiles(directory, [[basename(file), JSON.stringify(content)]]);
  const tree = readTree({ directory, shown, files });
  const isComplete = tree.obstacles.length === 0;
  const built =
    kustomize !== undefined && isComplete ? await build(kustomize, directory, tree, files) : undefined;
  if (built?.objects !== undefined) {
    return { names: namesIn(built.objects.map(({ object }) => object)), isCertain: true };
  }
  const layers = layersOf(tree.root);
  const renamed = layers.flatMap(({ kustomization }) => newNamesIn(kustomization.content.images));
  return {
    names: unique([...namesIn(sourcesIn(tree.root).map(({ object }) => object)), ...renamed]),
    isCertain: isComplete && built === undefined && !transformationsOf(tree.root).some(changesUnreadably),
  };
}

function newNamesIn(images: unknown): readonly string[] {
  if (!Array.isArray(images)) return [];
  return images.filter(isMapping).flatMap(({ newName }) => (typeof newName === 'string' ? [newName] : []));
}

function namesIn(objects: readonly Fields[]): readonly string[] {
  return unique(objects.flatMap(imagesOf).map((image) => image.replace(/(:[\w.-]+)?(@[\w.:+-]+)?$/, '')));
}

/** Every `image` in an object: `configurations` decide which of them kustomize sets. */
function imagesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(imagesOf);
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    key === 'image' && typeof item === 'string' ? [item] : imagesOf(item),
  );
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
