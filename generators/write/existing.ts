import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';
import { NOTHING_WRITTEN, reportingFailure } from './failure.ts';
import { parentsOf } from './path.ts';

export interface ExistingFile {
  readonly content: Buffer;
  readonly digest: string;
  /** Permission bits. */
  readonly mode: number;
}

export function digestOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

const QUIETLY = { throwIfNoEntry: false } as const;

/**
 * The file at a path below a directory, if it exists. Refuses links and never follows them, because their
 * targets belong to somebody else.
 *
 * @throws DiagnosticError `files/link`, `files/occupied` or `files/unwritable`.
 */
export function findFile(directory: string, path: string): ExistingFile | undefined {
  const file = join(directory, path);
  return reportingFailure(file, NOTHING_WRITTEN, () => {
    for (const parent of parentsOf(path)) {
      const stats = lstatSync(join(directory, parent), QUIETLY);
      if (stats === undefined) return undefined;
      if (stats.isSymbolicLink()) throw link(file, `its directory ${parent} is a symbolic link`);
      if (!stats.isDirectory()) throw occupied(file, `a file stands where the directory ${parent} is needed`);
    }
    const stats = lstatSync(file, QUIETLY);
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) throw link(file, 'it is a symbolic link');
    if (!stats.isFile()) {
      const what = stats.isDirectory() ? 'directory' : 'special file';
      throw occupied(file, `a ${what} stands where a file is to be written`);
    }
    const content = readFileSync(file);
    return { content, digest: digestOf(content), mode: stats.mode & 0o7777 };
  });
}

/** Whether a file or directory exists at a path, without a link in the path. */
export function isThere(directory: string, path: string, kind: 'file' | 'directory'): boolean {
  const statsOf = (each: string) => lstatSync(join(directory, each), QUIETLY);
  if (!parentsOf(path).every((parent) => statsOf(parent)?.isDirectory())) return false;
  const stats = statsOf(path);
  return (kind === 'file' ? stats?.isFile() : stats?.isDirectory()) === true;
}

/**
 * Reads a user's text file for editing; its byte order mark, if any, is kept as U+FEFF.
 *
 * @returns `undefined` if the file does not exist.
 * @throws DiagnosticError like `findFile`, or `files/encoding` if the text could not be written back
 *   unchanged.
 */
export function readEditable(directory: string, path: string): string | undefined {
  const content = findFile(directory, path)?.content;
  if (content === undefined) return undefined;
  if (isUtf8(content)) return content.toString();
  throw DiagnosticError.of({
    code: 'files/encoding',
    place: { file: join(directory, path) },
    message: 'the file is not encoded in UTF-8',
    reason:
      'Its other characters, such as Korean comments in CP949, would be destroyed by editing it as UTF-8',
    remedy: `Convert it, for example with: iconv -f CP949 -t UTF-8 ${path}`,
  });
}

export function link(
  file: string,
  message: string,
  remedy = 'Replace the link by a real file or directory, or give the place it leads to as the target.',
): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/link',
    place: { file },
    message,
    reason: 'Its target may not belong to this project, so generated files are never written through links',
    remedy,
  });
}

function occupied(file: string, message: string): DiagnosticError {
  return DiagnosticError.of({
    code: 'files/occupied',
    place: { file },
    message,
    reason: 'It is not ours and may hold anything, so it is not removed',
    remedy: 'Move it away, or choose another target directory.',
  });
}
