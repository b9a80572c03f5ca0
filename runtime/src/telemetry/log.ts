import { inspect } from 'node:util';

export type Level = 'info' | 'warn' | 'error';
export type Fields = Readonly<Record<string, unknown>>;

export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Shorter texts would match everywhere. */
const SHORTEST_SECRET = 8;

/** Texts that must not be printed. They are matched by value, wherever a line contains them. */
export class Secrets {
  readonly #values = new Set<string>();

  add(...secrets: readonly string[]): void {
    for (const secret of secrets) {
      if (secret.length < SHORTEST_SECRET) continue;
      this.#values.add(secret);
      // As it appears in JSON within JSON, and in an address.
      this.#values.add(JSON.stringify(secret).slice(1, -1));
      this.#values.add(encodeURIComponent(secret));
    }
  }

  scrub(text: string): string {
    let scrubbed = text;
    for (const secret of this.#values) scrubbed = scrubbed.replaceAll(secret, '[redacted]');
    return scrubbed;
  }
}

export interface LogOptions {
  readonly write?: (line: string) => void;
  readonly secrets?: Secrets;
  readonly now?: () => number;
  /** Added to every line: the trace in which it was written. */
  readonly context?: () => Fields;
}

/** Writes one line of JSON per message. Secrets are redacted last, when nothing can add them any more. */
export function jsonLog({
  write = (line) => process.stderr.write(line),
  secrets = new Secrets(),
  now = Date.now,
  context = () => ({}),
}: LogOptions = {}): Log {
  const at =
    (level: Level) =>
    (message: string, fields: Fields = {}) => {
      const head = { time: new Date(now()).toISOString(), level, message };
      write(`${secrets.scrub(serialized({ ...fields, ...context(), ...head }))}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** A log never throws: it describes what JSON cannot represent. */
function serialized(line: Fields): string {
  try {
    return JSON.stringify(line, (_, value: unknown) => {
      if (typeof value === 'bigint') return String(value);
      if (!(value instanceof Error)) return value;
      const code = 'code' in value ? { code: value.code } : {};
      return { name: value.name, message: value.message, ...code };
    });
  } catch {
    return JSON.stringify({
      time: line.time,
      level: line.level,
      message: line.message,
      fields: inspect(line),
    });
  }
}
