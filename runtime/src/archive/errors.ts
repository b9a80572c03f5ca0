export type ArchiveErrorCode =
  /** What was read back is not what was packed. The sources stay, the archive is thrown away. */
  | 'archive/unverified'
  /** The archiver was closed during the run; what was begun stays as it was. */
  | 'archive/closed'
  /** A file of a time long ago is still open, so that time cannot be archived. */
  | 'archive/open'
  /** Another archiver took over while this one was stopped. */
  | 'archive/overtaken';

export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}
