/**
 * What every check, parser and writer reports: a stable code, the place, what is wrong, why it matters and
 * what to write instead. One page per code stands in `docs/checks/`.
 */
export type Severity = 'error' | 'warning';

/** A range of a text that is shown with a caret line under it. Offsets are UTF-16 units, `to` is exclusive. */
export interface Excerpt {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

export interface Place {
  /** Path as the user would open it, relative to the project where possible. */
  readonly file?: string;
  /** 1-based. */
  readonly line?: number;
  /** 1-based. */
  readonly column?: number;
  /** For example `alert ObserverHighErrorRate` or `panel http-error-rate, target A`. */
  readonly definition?: string;
  readonly excerpt?: Excerpt;
}

export interface Diagnostic {
  /** `group/name`, for example `promql/syntax`. Never renamed once released. */
  readonly code: string;
  readonly severity: Severity;
  readonly place: Place;
  /** What is wrong, one sentence without a final period. */
  readonly message: string;
  /** The consequence for the user. */
  readonly reason: string;
  /** What to write or run instead. */
  readonly remedy: string;
}

/** Thrown if work cannot continue: invalid usage or configuration, or an unwritable environment. */
export class DiagnosticError extends Error {
  override readonly name = 'DiagnosticError';
  readonly diagnostics: readonly Diagnostic[];

  constructor(diagnostics: readonly Diagnostic[], options?: ErrorOptions) {
    super(diagnostics.map((diagnostic) => `${diagnostic.code}: ${diagnostic.message}`).join('\n'), options);
    this.diagnostics = diagnostics;
  }

  /** Shorthand for the common case of one error. */
  static of(diagnostic: Omit<Diagnostic, 'severity'>, options?: ErrorOptions): DiagnosticError {
    return new DiagnosticError([{ severity: 'error', ...diagnostic }], options);
  }
}
