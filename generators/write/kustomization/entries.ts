import { basename, join, posix } from 'node:path';
import { readEditable } from '../existing.ts';
import { FutureFiles } from './future-files.ts';
import { addResources, normalize } from './index.ts';
import { inclusionsOf, readKustomization } from './text.ts';

/** A user's kustomization after the edit. Paths are relative to the directory of the outermost one. */
export interface EditedKustomization {
  readonly path: string;
  readonly content: string;
  readonly basedOn: string;
}

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
 * @throws DiagnosticError `kustomization/syntax`, `kustomization/shape` or `kustomization/duplicate`.
 */
export function includeEntries(options: EntryOptions): readonly EditedKustomization[] {
  return edit('', options.entries, options);
}

/** @param below the directory of the kustomization, relative to the outermost; empty for that one itself */
function edit(
  below: string,
  entries: readonly string[],
  options: EntryOptions,
): readonly EditedKustomization[] {
  const files = new FutureFiles(options.directory);
  const file = files.kustomizationIn(join(options.directory, below));
  if (file === undefined) return [];
  const path = posix.join(below, basename(file));
  const text = readEditable(options.directory, path) ?? '';
  const parts = inclusionsOf(readKustomization(text, file))
    .map(({ entry }) => normalize(entry))
    .filter((entry) => isOwnDirectory(entry, posix.join(below, entry), options, files));
  const partOf = (entry: string) => parts.find((part) => entry.startsWith(`${part}/`));
  const here = entries.filter((entry) => partOf(entry) === undefined);
  const content = addResources(text, file, here, {
    owned: (entry) => options.owned(posix.join(below, normalize(entry))),
  });
  const nested = parts.flatMap((part) =>
    edit(
      posix.join(below, part),
      entries.filter((entry) => partOf(entry) === part).map((entry) => entry.slice(part.length + 1)),
      options,
    ),
  );
  return [...nested, { path, content, basedOn: text }];
}

/** A subdirectory with a user's kustomization. */
function isOwnDirectory(
  entry: string,
  path: string,
  { directory, entries, owned }: EntryOptions,
  files: FutureFiles,
): boolean {
  if (entry.startsWith('../') || entry === '..' || posix.isAbsolute(entry)) return false;
  if (owned(path) || entries.includes(path)) return false;
  return (
    files.isDirectory(join(directory, path)) && files.kustomizationIn(join(directory, path)) !== undefined
  );
}
