/** One file that a run wants to be in a target. */
export interface OutputFile {
  /** Relative to the target's directory, with `/` between segments. */
  readonly path: string;
  readonly content: string;
  /**
   * For an edit of somebody else's file, such as their `kustomization.yaml`: the text that `content` was made from.
   * The edit is written only while the file still has that text, and the file stays theirs.
   */
  readonly basedOn?: string;
}

/** A directory that receives files. */
export interface Target {
  /** Absolute path, or relative to the working directory. */
  readonly directory: string;
  /** True for a directory of our own (`out/`); false where a missing directory means a wrong argument. */
  readonly isCreatedIfMissing: boolean;
  /** False where a run only edits a file of somebody else, so that there is nothing to record. */
  readonly hasManifest: boolean;
}

export type ChangeKind = 'create' | 'update' | 'delete';

/** What a run keeps beside its files while it writes (the lock, temporary files) has names that start so. */
export const HIDDEN_PREFIX = '.oac-';
