/** A file that a run wants in a target. */
export interface OutputFile {
  /** Relative to the target's directory, with `/` between segments. */
  readonly path: string;
  readonly content: string;
  /**
   * For an edit of a user's file, such as their `kustomization.yaml`: the text that `content` was made from.
   * The edit is written only while the file still has that text, and the file stays theirs.
   */
  readonly basedOn?: string;
}

/** A directory that receives files. */
export interface Target {
  /** Absolute path, or relative to the working directory. */
  readonly directory: string;
  /** True for a directory of our own (`out/`); false if a missing directory means a wrong argument. */
  readonly isCreatedIfMissing: boolean;
  /** False if a run only edits a user's file, so that there is nothing to record. */
  readonly hasManifest: boolean;
}

export type ChangeKind = 'create' | 'update' | 'delete';

/** Prefix of names that a run keeps next to its files while it writes (the lock, temporary files). */
export const HIDDEN_PREFIX = '.oac-';
