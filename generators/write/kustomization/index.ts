import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DiagnosticError } from '../../base/diagnostic.ts';
import { insertResources, removeResources } from './edit.ts';
import { isList, type Kustomization, placeOf, readKustomization } from './text.ts';

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
  const isObsolete = (entry: string) => !wanted.has(normalize(entry)) && options.owned(entry);
  refuseDoubleInclusion(before, [...wanted.keys()], isObsolete);

  const present = new Set(entriesOf(before).map(normalize));
  const missing = [...wanted].filter(([path]) => !present.has(path)).map(([, entry]) => entry);
  const added = missing.length === 0 ? text : insertResources(before, missing);
  const hasObsolete = entriesOf(before).some(isObsolete);
  if (missing.length === 0 && !hasObsolete) return text;
  const edited = hasObsolete ? removeResources(readKustomization(added, file), isObsolete) : added;
  verify(before, edited, missing, isObsolete);
  return edited;
}

/** The entries of a kustomization under `resources`. */
export function entriesIn(kustomization: string, file: string): readonly string[] {
  return entriesOf(readKustomization(kustomization, file));
}

/** Equal for entries that name the same file. */
export function normalize(entry: string): string {
  return posix.normalize(entry).replace(/\/$/, '');
}

function entriesOf(kustomization: Kustomization): readonly string[] {
  const list = kustomization.resources?.value;
  if (list === undefined || !isList(list)) return [];
  return list.items.flatMap(({ entry }) => (entry === undefined ? [] : [entry]));
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
  for (const item of kustomization.inclusions) {
    if (item.entry === undefined || isObsolete(item.entry)) continue;
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

/** An edit that changes the meaning of anything else must not reach the file, whatever its text looks like. */
function verify(
  before: Kustomization,
  edited: string,
  missing: readonly string[],
  isObsolete: (entry: string) => boolean,
): void {
  const old = Array.isArray(before.content.resources) ? before.content.resources : [];
  const kept = old.filter((entry: unknown) => typeof entry !== 'string' || !isObsolete(entry));
  const expected = { ...before.content, resources: [...kept, ...missing] };
  if (isDeepStrictEqual(contentOf(edited, before.file), expected)) return;
  throw DiagnosticError.of({
    code: 'kustomization/shape',
    place: placeOf(before.text, before.file, { from: before.end, to: before.end }),
    message: 'the file cannot be edited without changing something else in it',
    reason: 'The edit was tried and checked, and nothing was written',
    remedy: `Write \`resources\` as a plain list, one entry per line, and end the file with a line feed. ${
      missing.length === 0 ? '' : `Or add these entries by hand: ${missing.join(', ')}`
    }`.trim(),
  });
}

function contentOf(text: string, file: string): unknown {
  try {
    const { content } = readKustomization(text, file);
    return { ...content, resources: content.resources ?? [] };
  } catch (error) {
    if (error instanceof DiagnosticError) return undefined;
    throw error;
  }
}
