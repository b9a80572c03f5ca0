import { join } from 'node:path';
import { DiagnosticError } from '../base/diagnostic.ts';

/** Prefix of names that a run keeps next to its files while it writes (the lock, temporary files). */
export const HIDDEN_PREFIX = '.oac-';

/** Whether a path stays below its base directory, on every system and whatever it was made from. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((segment) => !/^\.{0,2}$|[\\:\p{Cc}]/u.test(segment));
}

/** @throws DiagnosticError `files/path` for a path that no generated file may have. */
export function checkPath(directory: string, path: string): void {
  const isHidden = path.split('/').some((segment) => segment.startsWith(HIDDEN_PREFIX));
  if (isPlainPath(path) && !isHidden) return;
  throw DiagnosticError.of({
    code: 'files/path',
    place: { file: join(directory, path) },
    message: `${JSON.stringify(path)} is not a path below the target directory`,
    reason: 'A generated file may only be written below the directory that was given',
    remedy: `Use names joined by "/", without "..", backslashes, colons, or a name that starts with "${HIDDEN_PREFIX}".`,
  });
}

/** The parent directories of a path, from the outermost. */
export function parentsOf(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
