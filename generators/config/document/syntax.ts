interface SyntaxAdvice {
  readonly message: string;
  readonly remedy: string;
}

/** The most common mistake behind each error code of the `yaml` package, and `UNCLOSED`. */
const ADVICE: Readonly<Record<string, SyntaxAdvice>> = {
  TAB_AS_INDENT: {
    message: 'A tab indents this line, where YAML allows only spaces',
    remedy: 'Replace each tab with two spaces.',
  },
  MULTILINE_IMPLICIT_KEY: {
    message: 'This line is not a `key: value`',
    remedy:
      'Write `key: value`, with a colon and a space after it, in the column of the other keys of its block.',
  },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'A value contains a second `key:`',
    remedy:
      'Put the value in quotes if it contains `: `; otherwise start this and the next line in the same column.',
  },
  BAD_INDENT: {
    message: 'The indentation does not fit the lines above',
    remedy: 'Start all keys of one block in the same column.',
  },
  UNCLOSED: {
    message: 'This bracket is not closed, or a line between it and its end is not indented',
    remedy: 'Close each `[` with `]` and each `{` with `}`, and indent all lines between them.',
  },
  BAD_SCALAR_START: {
    message: 'A value cannot start with this character',
    remedy: 'Put the value in quotes.',
  },
  BAD_DQ_ESCAPE: {
    message: 'This escape does not exist in double quotes',
    remedy: 'Use single quotes, in which a backslash is literal, or double the backslash.',
  },
  TAG_RESOLVE_FAILED: {
    message: 'A tag is not supported',
    remedy: 'Remove the tag; put the value in quotes if it starts with `!`.',
  },
};

/** @param code and @param message as the `yaml` package reports them. */
export function adviseOnSyntax(code: string, message: string): SyntaxAdvice {
  // One code for whatever is missing.
  const cause = message.startsWith('Implicit map keys need') ? 'MULTILINE_IMPLICIT_KEY' : code;
  return (
    ADVICE[cause] ?? {
      message: `This is not YAML: ${message}`,
      remedy: 'Correct the line, or put the value in quotes if it is a text with special characters.',
    }
  );
}
