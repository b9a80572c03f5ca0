/**
 * The steps from the old set of files to the new one. It stands in the staging directory of the first target under
 * the name `journal.json`; once it stands there, the new set is decided on.
 *
 * Beside it are `new/<index of the step>`, the content to come, and `old/<index>`, what stood there before. Both
 * are in the staging directory of the step's own target, so that renaming never crosses file systems.
 */
export interface Journal {
  /** Staging directories of all targets that take part, relative to the one the journal stands in, which is first. */
  readonly stagings: readonly string[];
  /** Directories that did not exist, outermost first: made before the steps, removed again if they fail. */
  readonly newDirectories: readonly JournalPath[];
  readonly steps: readonly JournalStep[];
}

export interface JournalPath {
  /** Index into `stagings`; the staging directory lies directly in its target. */
  readonly target: number;
  /** Relative to the target. */
  readonly path: string;
}

export interface JournalStep extends JournalPath {
  /** SHA-256 of what stood there, `null` for nothing. */
  readonly before: string | null;
  /** SHA-256 of what shall stand there, `null` for nothing. Never equal to `before`. */
  readonly after: string | null;
}

export const journalName = 'journal.json';

/** In the staging directory of every other target: the relative path of the one that has the journal. */
export const pointerName = 'journal-location';

export type Outcome =
  /** The new set stands. */
  | { readonly result: 'committed' }
  /** There was no complete journal: the old set stands untouched. */
  | { readonly result: 'discarded' }
  /** A step failed and those before it were undone: the old set stands. */
  | ({ readonly result: 'rolled-back' } & FailedStep)
  /** A step failed, and undoing another one too; the staging directories are kept with both versions of each file. */
  | ({ readonly result: 'stuck' } & FailedStep);

export interface FailedStep {
  /** Absolute path of the file. */
  readonly file: string;
  /** Errno name, or `CHANGED` if the file is neither what it was nor what it shall be. */
  readonly code: string;
  readonly message: string;
}
