import yargs from 'yargs';
import { DiagnosticError } from '../definitions/diagnostic.ts';
import type { Project } from '../definitions/project.ts';
import { plainDiagnostic, showJson } from './findings.ts';
import { generate } from './generate.ts';
import { check, test } from './inspect.ts';
import { renderDiagnostic } from './report.ts';
import { painter, processTerminal, type Terminal } from './terminal.ts';

/** 0: as it should be. 1: findings, or files that would change. 2: wrong usage, configuration or environment. */
const EXIT_CODES =
  'Exit codes: 0 ok, 1 findings or differences, 2 wrong usage, configuration or environment.';

class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * The command line.
 * @param memory a directory in which facts about unchanged inputs may be kept between runs
 */
export async function main<Threshold extends string>(
  project: Project<Threshold>,
  args: readonly string[],
  memory?: string,
  terminal: Terminal = processTerminal(),
): Promise<number> {
  let exitCode = 0;
  const shared = {
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
  const parser = yargs([...args])
    .scriptName('oac')
    .usage('$0 <command>\n\nFrom one contract of metrics: dashboard, rules with their tests, manifests.')
    .command(
      'generate',
      'Build, check and write everything',
      (command) =>
        command
          .options({
            ...shared,
            out: { type: 'string', describe: 'Directory to write to (default: out)', requiresArg: true },
            deploy: {
              type: 'string',
              describe: 'Kustomize base of a deployment repository to write into',
              requiresArg: true,
            },
            check: { type: 'boolean', default: false, describe: 'Write nothing; show what would change' },
            promtool: {
              type: 'boolean',
              default: true,
              describe: 'Run the scenarios where promtool is installed',
            },
          })
          .example('$0 generate', 'write out/')
          .example('$0 generate --check', 'fail if out/ is not what would be generated')
          .example(
            '$0 generate --deploy ../deployment/infra/k8s/base',
            'write manifests and kustomization entries there',
          )
          .example('$0 generate --env staging', 'write out-staging/'),
      async (options) => {
        exitCode = await generate(project, { ...options, memory }, terminal);
      },
    )
    .command(
      'check',
      'Build and check everything, write nothing',
      (command) => command.options(shared).example('$0 check --json', 'findings for machines'),
      async (options) => {
        exitCode = await check(project, options, terminal);
      },
    )
    .command(
      'test',
      'Run the scenarios of all alerts with promtool',
      (command) => command.options(shared).example('$0 test --env staging', 'with the thresholds of staging'),
      async (options) => {
        exitCode = await test(project, options, terminal);
      },
    )
    .demandCommand(1, 1, 'Name a command.', 'Name one command only.')
    .strict()
    .recommendCommands()
    .version(false)
    .help()
    .alias('help', 'h')
    .locale('en')
    .wrap(100)
    .epilogue(EXIT_CODES)
    .exitProcess(false)
    // Given twice, an option would become a list; the last one counts.
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .fail((message, error) => {
      throw error ?? new UsageError(message);
    });
  try {
    await parser.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
      if (output !== '') terminal.out(`${output}\n`);
    });
    return exitCode;
  } catch (error) {
    return reportFailure(error, args.includes('--json'), terminal);
  }
}

/** What stops a command before it has findings. Other errors are ours, and keep their stack. */
function reportFailure(error: unknown, isJson: boolean, terminal: Terminal): number {
  if (error instanceof UsageError) {
    terminal.talk(`oac: ${error.message}\nSee "oac --help".\n`);
    return 2;
  }
  if (!(error instanceof DiagnosticError)) throw error;
  if (isJson) showJson(terminal, { diagnostics: error.diagnostics.map(plainDiagnostic) });
  else for (const one of error.diagnostics) terminal.talk(`${renderDiagnostic(one, painter(terminal))}\n`);
  return 2;
}
