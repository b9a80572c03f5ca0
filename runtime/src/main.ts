import yargs from 'yargs';
import { loadCommand } from './database/command.ts';
import { endProcess, endWhenIdle } from './end-process.ts';
import { serveCommand } from './service/serve-command.ts';
import { simulatorCommand } from './service/simulator-command.ts';
import { type Output, tokenCommand } from './token/command.ts';

export { endWhenIdle };

/** The observer's command line. @returns the exit code, once everything is printed */
export async function main(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  output: Output,
): Promise<number> {
  let exitCode = 0;
  const parser = yargs([...args])
    .scriptName('observer')
    .locale('en')
    .usage('$0 <command>')
    .exitProcess(false)
    .help()
    .version(false)
    .alias('help', 'h')
    .demandCommand(1, 1, 'Say what to do')
    .strict()
    .epilogue(
      'Exit codes: 0 ok, 1 something is missing or was cut off, 2 wrong usage, settings or environment.',
    )
    .wrap(100)
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    const exit = (code: number) => {
      exitCode = code;
    };
    const options = { environment, output };
    const processes = { ...options, signals: process, exit: endProcess };
    const withServe = simulatorCommand(serveCommand(parser, processes, exit), processes, exit);
    const described = loadCommand(tokenCommand(withServe, options, exit), options, exit);
    await described.parseAsync([...args], {}, (_, __, text) => {
      if (text !== '') output.out(`${text}\n`);
    });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    output.error(`observer: ${error.message}\n--help lists the commands\n`);
    return 2;
  }
  return exitCode;
}

class UsageError extends Error {}
