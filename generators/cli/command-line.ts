import yargs from 'yargs';
import manifest from '../package.json' with { type: 'json' };
import { EXIT_CODES, type Run } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import type { Terminal } from './terminal.ts';
import { explainUsage, UsageError, type Vocabulary } from './usage.ts';

const OPTIONS = COMMANDS.flatMap(({ options }) => Object.entries(options));

/** Valid words, for suggestions after a wrong command line. */
const VOCABULARY: Vocabulary = {
  commands: COMMANDS.map(({ name }) => name),
  options: [...new Set(OPTIONS.map(([name]) => name)), 'help', 'version'],
};

/** An empty value is an unset variable of a script. Used as it is, it would name the current directory. */
function refuseEmptyValues(given: Readonly<Record<string, unknown>>): true {
  const empty = OPTIONS.find(([name, { type }]) => type === 'string' && given[name] === '');
  if (empty !== undefined) throw new UsageError(`--${empty[0]} needs a value.`);
  return true;
}

/** yargs would show its help for `oac bogus --help`, as if that were a command. */
function refuseUnknownCommand(args: readonly string[]): void {
  const [command = '-'] = args;
  if (command.startsWith('-') || VOCABULARY.commands.includes(command)) return;
  throw new UsageError(explainUsage(`Unknown argument: ${command}`, args, VOCABULARY));
}

/**
 * Parses the command line. Prints help and version itself.
 *
 * @returns what the command runs
 * @throws UsageError
 */
export async function parseCommandLine(args: readonly string[], terminal: Terminal): Promise<Run> {
  let run: Run = async () => 0;
  const commandLine = yargs([...args])
    .scriptName('oac')
    .usage('$0 <command>\n\nFrom one contract of metrics: dashboard, rules with their tests, manifests.');
  for (const command of COMMANDS) {
    command.add(commandLine, (selected) => {
      run = selected;
    });
  }
  const parser = commandLine
    .demandCommand(1, 1, 'Name a command.', 'Name one command only.')
    .strict()
    .check(refuseEmptyValues)
    .version(manifest.version)
    .help()
    .alias('help', 'h')
    .locale('en')
    .wrap(120)
    .epilogue(EXIT_CODES)
    .exitProcess(false)
    // A repeated option would become a list; instead the last one counts.
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .fail((message, error) => {
      // yargs does not export the class of its own errors.
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw new UsageError(explainUsage(error?.message ?? message, args, VOCABULARY));
    });
  refuseUnknownCommand(args);
  await parser.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output !== '') terminal.out(`${output}\n`);
  });
  return run;
}
