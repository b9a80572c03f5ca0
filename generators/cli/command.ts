import type { Argv, Options } from 'yargs';
import type { Terminal } from './terminal.ts';

/** Returns the exit code. Loads only what it needs. */
export type Run = (terminal: Terminal) => Promise<number>;

/** A command of the command line. */
export interface Command {
  readonly name: string;
  readonly options: Readonly<Record<string, Options>>;
  /** Adds it to the parser, which selects what to run. */
  add(parser: Argv, select: (run: Run) => void): Argv;
}

/** 0: success. 1: findings, or files that would change. 2: wrong usage, configuration or environment. */
export const EXIT_CODES =
  'Exit codes: 0 ok, 1 findings or differences, 2 wrong usage, configuration or environment.';

/** Options of every command that reads the configuration. */
export const shared = {
  config: {
    type: 'string',
    default: 'observability.yaml',
    describe: 'The configuration file',
    requiresArg: true,
  },
  env: {
    type: 'string',
    describe: 'The environment; by default the one the configuration names',
    requiresArg: true,
  },
  json: { type: 'boolean', default: false, describe: 'Print the result as JSON' },
} as const;

/** The last value of a repeated option counts. */
export function lastOf<Value extends string | number | boolean>(value: Value | Value[]): Value {
  return Array.isArray(value) ? value.reduce((_, last) => last) : value;
}
