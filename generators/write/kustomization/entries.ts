import { basename, join, posix } from 'node:path';
import { readEditable } from '../existing.ts';
import type { OutputFile } from '../file-set.ts';
import { FutureFiles } from './future-files.ts';
import { addResources, normalize } from './index.ts';
import { inclusionsOf, readKustomization } from './text.ts';

export interface EntryOptions {
  /** The directory of the outermost kustomization, as the user names it. */
  readonly directory: string;
  /** Files or directories below it to include. */
  readonly entries: readonly string[];
  /** Whether we once included a path below the directory. */
  readonly owned: (path: string) => boolean;
}

/**
 * Includes the entries in the kustomization of a directory. If that includes a directory with its own
 * kustomization, entries below it go there: listed in both, they would be included twice.
 *
 * @returns the edits of kustomizations, with paths below the directory
 * @throws DiagnosticError `kustomization/syntax`, `kustomization/shape` or `kustomization/duplicate`.
 */
export function includeEntries({ directory, entries, owned }: EntryOptions): readonly Required<OutputFile>[] {
  const files = new FutureFiles(directory);
  const file = files.kustomizationIn(directory);
  if (file === undefined) return [];
  const path = basename(file);
  const basedOn = readEditable(directory, path) ?? '';
  const hasOwn = (entry: string) =>
    !/^(?:\.\.(?:\/|$)|\/)/.test(entry) &&
    !owned(entry) &&
    !entries.includes(entry) &&
    files.isDirectory(join(directory, entry)) &&
    files.kustomizationIn(join(directory, entry)) !== undefined;
  const parts = inclusionsOf(readKustomization(basedOn, file))
    .map(({ entry }) => normalize(entry))
    .filter(hasOwn);
  const partOf = (entry: string) => parts.find((part) => entry.startsWith(`${part}/`));
  const here = entries.filter((entry) => partOf(entry) === undefined);
  const content = addResources(basedOn, file, here, { owned });
  const nested = parts.flatMap((part) =>
    includeEntries({
      directory: join(directory, part),
      entries: entries.filter((entry) => partOf(entry) === part).map((entry) => entry.slice(part.length + 1)),
      owned: (below) => owned(posix.join(part, below)),
    }).map((edit) => ({ ...edit, path: posix.join(part, edit.path) })),
  );
  return [...nested, { path, content, basedOn }];
}
