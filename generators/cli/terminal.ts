/** Where a command talks: results on `out`, everything for people who wait on `talk`. */
export interface Terminal {
  readonly hasColor: boolean;
  out(text: string): void;
  talk(text: string): void;
  /** A line that replaces itself; nothing where no person watches. */
  progress(text: string): void;
}

/** The process's own streams. Colour only on a terminal, and not against `NO_COLOR` (https://no-color.org). */
export function processTerminal(): Terminal {
  const isWatched = process.stderr.isTTY === true;
  let hasProgress = false;
  const clear = () => {
    if (hasProgress) process.stderr.write('\r\x1b[2K');
    hasProgress = false;
  };
  return {
    hasColor: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    out: (text) => {
      clear();
      process.stdout.write(text);
    },
    talk: (text) => {
      clear();
      process.stderr.write(text);
    },
    progress: (text) => {
      if (!isWatched) return;
      clear();
      process.stderr.write(text);
      hasProgress = true;
    },
  };
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

export type Paint = (style: keyof typeof STYLES, text: string) => string;

export function painter({ hasColor }: Pick<Terminal, 'hasColor'>): Paint {
  return (style, text) => (hasColor ? `\x1b[${STYLES[style]}m${text}\x1b[0m` : text);
}
