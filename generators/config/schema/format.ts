export interface FormatProblem {
  /** Continues `"<value>" …`. */
  readonly detail: string;
  /** The value that was probably meant; it is well formed. */
  readonly instead?: string;
}

/** A kind of text with a grammar of its own; the key in `FORMATS` is the `format` in the JSON Schema. */
export interface StringFormat {
  /** Continues `must be …`, with an example. */
  readonly expected: string;
  /** What happens if it is written all the same. */
  readonly reason: string;
  /** For editors, which do not know our formats; absent where the grammar is not regular. */
  readonly pattern?: string;
  readonly problem: (value: string) => FormatProblem | undefined;
}
