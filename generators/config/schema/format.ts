export interface FormatProblem {
  /** Continues `"<value>" …`. */
  readonly detail: string;
  /** A well-formed value that was probably meant. */
  readonly instead?: string;
}

/** A kind of string with its own grammar; its key in `FORMATS` is the `format` in the JSON Schema. */
export interface StringFormat {
  /** Continues `must be …`, with an example. */
  readonly expected: string;
  /** What happens if it is malformed. */
  readonly reason: string;
  /** For editors, which do not know our formats; absent if the grammar is not regular. */
  readonly pattern?: string;
  readonly problem: (value: string) => FormatProblem | undefined;
}
