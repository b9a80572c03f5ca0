/** One file of the desired state of a target. */
export interface OutputFile {
  /** Relative to the target's directory, with `/` between segments. */
  readonly path: string;
  readonly content: string;
  /**
   * For a file that belongs to somebody else and is edited, such as their `kustomization.yaml`: the text that
   * `content` was made from. What stands there must still be that text, and it needs no marker of ours.
   */
  readonly basedOn?: string;
}

/** A directory that receives generated files. */
export interface Target {
  /** Absolute path, or relative to the working directory. */
  readonly directory: string;
  /** True for a directory that is ours alone (`out/`); false where a missing directory means a wrong argument. */
  readonly isCreatedIfMissing: boolean;
  /**
   * Sub-directories (`.` for all of it) in which files that carry our marker, and are not staged, are deleted.
   * Each must be given relative to `directory`, with `/` between segments.
   */
  readonly prune: readonly string[];
  /** Whether a file that stands in the target was written by us, and so may be replaced or deleted. */
  readonly isOurs: (path: string, content: string) => boolean;
}

export type ChangeKind = 'create' | 'update' | 'delete';

/** A difference between what stands in a target and what should. */
export interface FileChange {
  readonly path: string;
  readonly kind: ChangeKind;
  /** Absent when the file is created. */
  readonly before?: string;
  /** Absent when the file is deleted. */
  readonly after?: string;
}

/**
 * Everything we put into a target beside its files starts so: the lock and the staging directories. Kustomize
 * reads only what it is told to, and each of these directories tells git to ignore it.
 */
export const hiddenPrefix = '.oac-';
