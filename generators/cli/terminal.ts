/** The output of a command: results on `out`, everything for people on `talk`. */
export interface Terminal {
  /** One may be a terminal while the other is a file. */
  readonly hasColor: { readonly out: boolean; readonly talk: boolean };
  out(text: string): void;
  talk(text: string): void;
  /** Progress: a line that replaces itself on a terminal, and a line every few seconds in a pipe. */
  progress(text: string): void;
}

/** Time before and between lines of progress in a pipe. Quick commands need none. */
const PIPE_INTERVAL_MS = 3000;

/** The process's own streams. Coloured only on a terminal, and never with `NO_COLOR` (https://no-color.org). */
export function processTerminal(): Terminal {
  const canColor = !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  const isWatched = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  // A reader such as `head` may exit early; nobody needs later output.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreBrokenPipe);
  let hasProgress = false;
  let lastLine = performance.now();
  const clear = () => {
    if (hasProgress) process.stderr.write('\r\x1b[2K');
    hasProgress = false;
  };
  return {
    hasColor: {
      out: process.stdout.isTTY === true && canColor,
      talk: process.stderr.isTTY === true && canColor,
    },
    out: (text) => {
      clear();
      process.stdout.write(text);
    },
    talk: (text) => {
      clear();
      process.stderr.write(text);
    },
    progress: (text) => {
      if (!isWatched) {
        if (text === '' || performance.now() - lastLine < PIPE_INTERVAL_MS) return;
        process.stderr.write(`${text}\n`);
        lastLine = performance.now();
        return;
      }
      clear();
      process.stderr.write(text);
      hasProgress = true;
    },
  };
}

function ignoreBrokenPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Paint = (style: keyof typeof STYLES, text: string) => string;

export function painter(hasColor: boolean): Paint {
  return (style, text) => (hasColor ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text);
}
