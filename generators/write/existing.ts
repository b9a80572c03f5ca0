import { lstatSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { errorCode, NOTHING_WRITTEN, reportingFailure, unwritable } from './failure.ts';
import { parentsOf } from './path.ts';

export interface ExistingFile {
  readonly content: Buffer;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * The file at a path below a directory, if it exists. Refuses links and never follows them, because their
 * targets belong to somebody else.
 *
 * @param root Real path of the directory.
 * @param shown The file as the user would name it.
 * @throws DiagnosticError `files/link`, `files/occupied` or `files/unwritable`.
 */
export function findFile(root: string, path: string, shown: string): ExistingFile | undefined {
  for (const parent of parentsOf(path)) {
    const stats = lstatIfAny(join(root, parent), shown);
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) throw link(shown, `its directory ${parent} is a symbolic link`);
    if (!stats.isDirectory()) throw occupied(shown, `a file stands where the directory ${parent} is needed`);
  }
  const stats = lstatIfAny(join(root, path), shown);
  if (stats === undefined) return undefined;
  if (stats.isSymbolicLink()) throw link(shown, 'it is a symbolic link');
  if (!stats.isFile()) {
    const what = stats.isDirectory() ? 'directory' : 'special file';
    throw occupied(shown, `a ${what} stands where a file is to be written`);
  }
  const content = reportingFailure(shown, NOTHING_WRITTEN, () => readFileSync(join(root, path)));
  return { content, mode: stats.mode & 0o7777 };
}

/** Whether a file or directory exists at a path, without a link in the path. */
export function isThere(root: string, path: string, kind: 'file' | 'directory'): boolean {
  if (!parentsOf(path).every((parent) => isDirectory(join(root, parent)))) return false;
  return kind === 'directory'
    ? isDirectory(join(root, path))
    : lstatSync(join(root, path), QUIETLY)?.isFile() === true;
}

const QUIETLY = { throwIfNoEntry: false } as const;

function isDirectory(place: string): boolean {
  return lstatSync(place, QUIETLY)?.isDirectory() === true;
}

function lstatIfAny(place: string, shown: string): Stats | undefined {
  try {
    return lstatSync(place);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw unwritable(shown, error, NOTHING_WRITTEN);
  }
}

function link(shown: string, message: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/link',
    place: { file: shown },
    message,
    reason: 'Its target may not belong to this project, so generated files are never written through links',
    remedy: 'Replace the link by a real file or directory, or give the place it leads to as the target.',
  });
}

function occupied(shown: string, message: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/occupied',
    place: { file: shown },
    message,
    reason: 'It is not ours and may hold anything, so it is not removed',
    remedy: 'Move it away, or choose another target directory.',
  });
}
