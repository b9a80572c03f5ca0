import type { Diagnostic } from '../base/diagnostic.ts';
import { nearest } from '../base/nearest.ts';

/** An invalid command line. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Vocabulary {
  readonly commands: readonly string[];
  /** Without the dashes. */
  readonly options: readonly string[];
}

/** What yargs reports about a wrong command line, and what was probably meant. */
export function explainUsage(message: string, args: readonly string[], known: Vocabulary): string {
  const withoutValue = /^Not enough arguments following: (.+)$/.exec(message)?.[1];
  if (withoutValue !== undefined) return `--${withoutValue} needs a value.`;
  if (message.startsWith('Not enough non-option arguments')) return 'This command needs an argument.';
  const unknown = /^Unknown arguments?: (.+)$/.exec(message)?.[1]?.split(', ') ?? [];
  const isOption = (word: string) => args.some((arg) => arg.split('=', 1)[0] === `--${word}`);
  if (unknown.some((word) => known.commands.includes(word))) return 'Name one command only.';
  const misplaced = unknown.find((word) => isOption(word) && known.options.includes(word));
  if (misplaced !== undefined) return `--${misplaced} is no option of this command.`;
  if (unknown.length === 0) return message;
  return unknown
    .map((word) => {
      const [what, meant, dashes] = isOption(word)
        ? (['option', nearest(word, known.options), '--'] as const)
        : ([args[0] === word ? 'command' : 'argument', nearest(word, known.commands), ''] as const);
      const suggestion = meant === undefined ? '' : ` Did you mean ${dashes}${meant}?`;
      return `Unknown ${what}: ${dashes}${word}.${suggestion}`;
    })
    .join(' ');
}

/** For programs, which read findings of every kind the same way. */
export function usageDiagnostic({ message }: UsageError): Diagnostic {
  return {
    code: 'cli/usage',
    severity: 'error',
    place: {},
    message,
    reason: 'Nothing was done, because it is not clear what is asked for',
    remedy: 'See "oac --help".',
  };
}
