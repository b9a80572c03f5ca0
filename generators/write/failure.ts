import { DiagnosticError } from '../base/diagnostic.ts';

/** The errno name (`ENOENT`) of a failed file operation. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The consequence of a failure before, or after, the first file is in place. */
export const NOTHING_WRITTEN =
  'All files are prepared before the first one is replaced, so nothing was changed';
export const PARTLY_WRITTEN =
  'The files before this one are new, the others as they were, and each is whole; `--check` shows which are old';

/** Message and remedy by errno name. */
const CAUSES: Readonly<Record<string, readonly [message: string, remedy: string]>> = {
  EACCES: [
    'permission denied',
    'Give yourself write permission on the directory (`ls -ld` shows who has it), or choose another one.',
  ],
  EPERM: [
    'operation not permitted',
    'Give yourself write permission on the directory, or choose another one.',
  ],
  EROFS: ['the file system is read-only', 'Mount it writable, or choose another directory.'],
  ENOSPC: ['no space left on the device', 'Free some space (`df -h` shows where), and run again.'],
  EDQUOT: ['the disk quota is used up', 'Free some space, and run again.'],
  ENOTDIR: ['a file is in place of a directory', 'Move that file away, or choose another directory.'],
  EISDIR: [
    'a directory is in place of a file',
    'Move that directory away, or choose another one as the target.',
  ],
  EXDEV: [
    'it lies on another file system than the target directory',
    'Make the directory on that file system a separate target.',
  ],
};

/** Converts a failed file operation to a diagnostic. */
export function unwritable(file: string, error: unknown, reason: string): DiagnosticError {
  const detail = error instanceof Error ? error.message : String(error);
  const unknown = [detail, 'Remove the cause named above, and run again.'] as const;
  const [message, remedy] = CAUSES[errorCode(error) ?? ''] ?? unknown;
  return DiagnosticError.of({
    code: 'files/unwritable',
    place: { file },
    message: `cannot write here: ${message}`,
    reason,
    remedy,
  });
}

/** Runs a file operation; errors of the system become a diagnostic about `file`. */
export function reportingFailure<Result>(file: string, reason: string, operation: () => Result): Result {
  try {
    return operation();
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    throw unwritable(file, error, reason);
  }
}
