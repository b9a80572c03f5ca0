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

const remedies: Readonly<Record<string, { readonly message: string; readonly remedy: string }>> = {
  EACCES: {
    message: 'permission denied',
    remedy:
      'Give yourself write permission on the directory (`ls -ld` shows who has it), or choose another one.',
  },
  EPERM: {
    message: 'operation not permitted',
    remedy: 'Give yourself write permission on the directory, or choose another one.',
  },
  EROFS: {
    message: 'the file system is read-only',
    remedy: 'Mount it writable, or choose another directory.',
  },
  ENOSPC: {
    message: 'no space left on the device',
    remedy: 'Free some space (`df -h` shows where), and run again.',
  },
  EDQUOT: { message: 'the disk quota is used up', remedy: 'Free some space, and run again.' },
  ENOTDIR: {
    message: 'a file is in place of a directory',
    remedy: 'Move that file away, or choose another directory.',
  },
  EISDIR: {
    message: 'a directory is in place of a file',
    remedy: 'Move that directory away, or choose another one as the target.',
  },
  EXDEV: {
    message: 'it lies on another file system than the target directory',
    remedy: 'Make the directory on that file system a separate target.',
  },
};

/** Converts a failed file operation to a diagnostic. */
export function unwritable(file: string, error: unknown, reason: string): DiagnosticError {
  const known = remedies[errorCode(error) ?? ''];
  const detail = error instanceof Error ? error.message : String(error);
  return DiagnosticError.of({
    code: 'files/unwritable',
    place: { file },
    message: `cannot write here: ${known?.message ?? detail}`,
    reason,
    remedy: known?.remedy ?? 'Remove the cause named above, and run again.',
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
