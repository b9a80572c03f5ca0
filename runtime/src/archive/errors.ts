export type ArchiveErrorCode =
  /** Reading the archive back gave other contents. The sources stay, the archive is discarded. */
  | 'archive/unverified'
  /** The archiver was closed during the run. Unfinished work stays as it was. */
  | 'archive/closed'
  /** A file from long ago is still open, so its hour or day cannot be archived. */
  | 'archive/open'
  /** Another archiver took over while this one was suspended. */
  | 'archive/overtaken';

export class ArchiveError extends Error {
  readonly code: ArchiveErrorCode;

  constructor(code: ArchiveErrorCode, message: string) {
    super(message);
    this.name = 'ArchiveError';
    this.code = code;
  }
}
