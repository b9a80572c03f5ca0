import { basename, join } from 'node:path';
import { type Diagnostic, DiagnosticError } from '../base/diagnostic.ts';
import { MARKER_START } from '../base/yaml.ts';
import { digestOf, type ExistingFile, findFile, isThere } from './existing.ts';
import { NOTHING_WRITTEN } from './failure.ts';
import type { FileSet, PreparedFile } from './file-set.ts';
import { type ExistingManifest, formatManifest, MANIFEST, type Manifest, readManifest } from './manifest.ts';
import { parentsOf } from './path.ts';
import { checkTarget } from './root.ts';

export type ChangeKind = 'create' | 'update' | 'delete';

/** A file that differs from what it should be. */
export interface Change {
  readonly path: string;
  readonly kind: ChangeKind;
  /** Digest and permission bits of the existing file. */
  readonly before?: Pick<ExistingFile, 'digest' | 'mode'>;
  /** Absent if the file is deleted. */
  readonly after?: Pick<PreparedFile, 'content'>;
}

/** The changes that give a target its set of files. */
export interface Plan {
  /** The target as the user names it. */
  readonly directory: string;
  /**
   * In order of execution: a kustomization is written after the files that it lists, and deleted before them;
   * files are deleted when no kustomization lists them any more.
   */
  readonly changes: readonly Change[];
  /** A warning per edited file of ours whose edit is overwritten. */
  readonly edits: readonly Diagnostic[];
  /** Directories of files that are no longer wanted, innermost first. They are removed if empty. */
  readonly formerDirectories: readonly string[];
  /** The change of the manifest before the others, which records the files before and after them. */
  readonly transition: Change | undefined;
  /** The change of the manifest after the others. */
  readonly manifest: Change | undefined;
}

/**
 * Compares a set of files with the existing ones, and refuses to replace or delete anything that is not ours.
 *
 * @throws DiagnosticError with all refusals: `files/foreign`, `files/edited`, `files/changed`,
 *   `files/manifest`, `files/link`, `files/occupied`, or those of `checkTarget`.
 */
export function plan(set: FileSet): Plan {
  const { directory, hasManifest } = set.target;
  checkTarget(set.target);
  const existing = hasManifest ? readManifest(directory) : undefined;
  const recorded: Manifest = existing?.files ?? new Map();
  const refusals: Diagnostic[] = [];
  const edits: Diagnostic[] = [];
  const changes: Change[] = [];
  const consider = (path: string, look: (file: string, existing: ExistingFile | undefined) => void) => {
    try {
      look(join(directory, path), findFile(directory, path));
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      refusals.push(...error.diagnostics);
    }
  };
  const replace = (file: string, path: string, { content }: ExistingFile) => {
    refuseForeign(file, path, content, recorded);
    if (isEdited(path, content, recorded)) edits.push(editTakenBack(file));
  };
  for (const wanted of set.files) {
    const { path, digest, basedOn } = wanted;
    consider(path, (file, existing) => {
      if (basedOn !== undefined && existing?.digest !== digestOf(Buffer.from(basedOn))) {
        throw changedMeanwhile(file, NOTHING_WRITTEN);
      }
      if (existing?.digest === digest) return;
      if (existing === undefined) return changes.push({ path, kind: 'create', after: wanted });
      if (basedOn === undefined) replace(file, path, existing);
      changes.push({ path, kind: 'update', before: stateOf(existing), after: wanted });
    });
  }
  changes.sort((a, b) => rankOf(a.path) - rankOf(b.path));
  const former = [...recorded.keys()].filter((path) => !set.has(path)).sort();
  for (const path of former.toSorted((a, b) => rankOf(b) - rankOf(a))) {
    // A file with a directory or a link in its place, or in its path, no longer exists.
    if (!isThere(directory, path, 'file')) continue;
    consider(path, (file, existing) => {
      if (existing === undefined) return;
      replace(file, path, existing);
      changes.push({ path, kind: 'delete', before: stateOf(existing) });
    });
  }
  if (refusals.length > 0) throw new DiagnosticError(refusals);

  const owned = [...set.files].filter(({ basedOn }) => basedOn === undefined);
  const after: Manifest = new Map(owned.map(({ path, digest }) => [path, [digest]]));
  return {
    directory,
    changes,
    edits,
    formerDirectories: [...new Set(former.flatMap(parentsOf))]
      .filter((path) => isThere(directory, path, 'directory'))
      .sort()
      .reverse(),
    transition:
      hasManifest && changes.length > 0 ? manifestChange(unite(recorded, after), existing) : undefined,
    manifest: hasManifest ? manifestChange(after, existing) : undefined,
  };
}

/** Without the content: a fleet has a gigabyte of it. */
function stateOf({ digest, mode }: ExistingFile) {
  return { digest, mode };
}

/** Kustomizations come after the files that they list, and the target's own, which lists them all, last. */
function rankOf(path: string): number {
  if (!/^(kustomization\.ya?ml|Kustomization)$/.test(basename(path))) return 0;
  return path.includes('/') ? 1 : 2;
}

function manifestChange(manifest: Manifest, existing: ExistingManifest | undefined): Change | undefined {
  const content = Buffer.from(formatManifest(manifest));
  if (existing?.file.content.equals(content)) return undefined;
  const kind = existing === undefined ? 'create' : 'update';
  const before = existing && { before: stateOf(existing.file) };
  return { path: MANIFEST, kind, ...before, after: { content: () => content } };
}

/** A manifest that records the files before and after a change. */
function unite(before: Manifest, after: Manifest): Manifest {
  const files = new Map(before);
  for (const [path, digests] of after) {
    files.set(path, [...new Set([...(before.get(path) ?? []), ...digests])]);
  }
  return files;
}

/** Somebody wrote to a file during the run. */
export function changedMeanwhile(file: string, reason: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/changed',
    place: { file },
    message: 'this file changed during the run, and the change would be lost',
    reason,
    remedy: 'Run again.',
  });
}

/**
 * A file is ours only if a run recorded it, and it is unchanged or says in its first lines that it is
 * generated.
 */
function refuseForeign(file: string, path: string, content: Buffer, manifest: Manifest): void {
  if (!manifest.has(path)) {
    throw DiagnosticError.of({
      code: 'files/foreign',
      place: { file },
      message: `a generated file would replace this one, which ${MANIFEST} does not list`,
      reason: 'Only listed files may be replaced: this file may be written by hand',
      remedy:
        manifest.size > 0
          ? 'Move it away, or delete it, and run again.'
          : 'Move it away, or delete it, and run again. Where the manifest is lost: restore it from Git.',
    });
  }
  if (!isEdited(path, content, manifest) || hasMarker(content)) return;
  throw DiagnosticError.of({
    code: 'files/edited',
    place: { file },
    message: 'this generated file was edited, and the edit would be lost',
    reason: `It differs from what ${MANIFEST} recorded, and has no line that says it is generated`,
    remedy: 'To keep the edit, move the file away; to drop it, delete the file. Then run again.',
  });
}

function isEdited(path: string, content: Buffer, manifest: Manifest): boolean {
  const digests = manifest.get(path) ?? [];
  if (digests.includes(digestOf(content))) return false;
  // Git writes these line breaks on Windows.
  return !digests.includes(digestOf(Buffer.from(content.toString().replaceAll('\r\n', '\n'))));
}

function editTakenBack(file: string): Diagnostic {
  return {
    code: 'files/edited',
    severity: 'warning',
    place: { file },
    message: 'this generated file was edited or merged by hand, and generating overwrites that',
    reason: `It differs from what ${MANIFEST} recorded`,
    remedy: 'Change the definition or the configuration that it comes from.',
  };
}

function hasMarker(content: Buffer): boolean {
  const lines = content.toString('utf8', 0, 1_000).split('\n', 3);
  return lines.some((line) => line.startsWith(MARKER_START));
}
