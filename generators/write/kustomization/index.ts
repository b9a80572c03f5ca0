import { posix } from 'node:path';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { scalar } from '../../base/scalar.ts';
import { placeOf } from '../../config/document/source.ts';
import { appendItems, removeResources, verified } from './edit.ts';
import { entriesOf, inclusionsOf, type Kustomization, readKustomization } from './text.ts';

export interface ResourceOptions {
  /** Whether we once wrote an entry that is no longer wanted, so that it is removed. */
  readonly owned: (entry: string) => boolean;
}

/**
 * Edits a user's `kustomization.yaml` so that `resources` has the entries. Every other byte stays unchanged:
 * comments, order, blank lines, quotes, indentation and line breaks.
 *
 * @param file Path of the file, for diagnostics.
 * @param entries Paths relative to the file. An existing one, with or without quotes and `./`, is not added
 *   again.
 * @throws DiagnosticError `kustomization/syntax`, `kustomization/shape` or `kustomization/duplicate`.
 */
export function addResources(
  text: string,
  file: string,
  entries: readonly string[],
  options: ResourceOptions,
): string {
  const before = readKustomization(text, file);
  const wanted = new Map(entries.map((entry) => [normalize(entry), entry]));
  const isObsolete = (entry: string) => !wanted.has(normalize(entry)) && options.owned(normalize(entry));
  refuseDoubleInclusion(before, [...wanted.keys()], isObsolete);

  const present = entriesOf(before, 'resources').map(({ entry }) => entry);
  const isThere = new Set(present.map(normalize));
  const missing = [...wanted].filter(([path]) => !isThere.has(path)).map(([, entry]) => entry);
  const hasObsolete = present.some(isObsolete);
  if (missing.length === 0 && !hasObsolete) return text;
  const items = missing.map((entry) => [scalar(entry)]);
  const added = items.length === 0 ? text : appendItems(before, 'resources', items);
  const old: readonly unknown[] = Array.isArray(before.content.resources) ? before.content.resources : [];
  const kept = old.filter((entry) => typeof entry !== 'string' || !isObsolete(entry));
  return verified(
    before,
    hasObsolete ? removeResources(readKustomization(added, file), isObsolete) : added,
    'resources',
    [...kept, ...missing],
    `Write \`resources\` as a plain list, one entry per line, and end the file with a line feed. ${
      missing.length === 0 ? '' : `Or add these entries by hand: ${missing.join(', ')}`
    }`.trim(),
  );
}

/** The entries of a kustomization under `resources`. */
export function entriesIn(kustomization: string, file: string): readonly string[] {
  return entriesOf(readKustomization(kustomization, file), 'resources').map(({ entry }) => entry);
}

/** Equal for entries that name the same file. */
export function normalize(entry: string): string {
  return posix.normalize(entry).replace(/\/$/, '');
}

/**
 * Refuses entries that a directory would include as well. Directories with a kustomization were handled
 * before, so the listed one has none.
 */
function refuseDoubleInclusion(
  kustomization: Kustomization,
  wanted: readonly string[],
  isObsolete: (entry: string) => boolean,
): void {
  for (const item of inclusionsOf(kustomization)) {
    if (isObsolete(item.entry)) continue;
    const present = normalize(item.entry);
    const place = placeOf(kustomization.text, kustomization.file, item);
    const within = wanted.find((path) => path.startsWith(`${present}/`));
    if (within !== undefined) {
      throw DiagnosticError.of({
        code: 'kustomization/duplicate',
        place,
        message: `${item.entry} is listed as a whole, has no kustomization.yaml, and will contain ${within}`,
        reason: 'kustomize includes a directory by its kustomization, and cannot build one without it',
        remedy: `Write ${present}/kustomization.yaml with \`resources: []\`, or remove the entry; then entries for the generated files are added.`,
      });
    }
    const around = wanted.find((path) => present.startsWith(`${path}/`));
    if (around === undefined) continue;
    throw DiagnosticError.of({
      code: 'kustomization/duplicate',
      place,
      message: `${item.entry} and ${around} would include the same objects twice`,
      reason: 'kustomize refuses to build a base in which one object is included twice',
      remedy: `Remove the entry ${item.entry}: ${around} includes what is generated.`,
    });
  }
}
