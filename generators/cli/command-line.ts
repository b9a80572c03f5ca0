import yargs from 'yargs';
import manifest from '../package.json' with { type: 'json' };
import { findDefinitions } from './definitions.ts';
import type { Terminal } from './terminal.ts';
import { explainUsage, UsageError, type Vocabulary } from './usage.ts';

/** 0: as it should be. 1: findings, or files that would change. 2: wrong usage, configuration or environment. */
const EXIT_CODES =
  'Exit codes: 0 ok, 1 findings or differences, 2 wrong usage, configuration or environment.';

const VOCABULARY: Vocabulary = {
  commands: ['init', 'generate', 'check', 'test', 'mutants', 'diff', 'route', 'doctor', 'push', 'image'],
  options: [
    'config',
    'env',
    'json',
    'out',
    'deploy',
    'workload',
    'check',
    'promtool',
    'rule',
    'jobs',
    'equivalent',
    'to',
    'markdown',
    'prometheus',
    'days',
    'token-file',
    'prometheus-token-file',
    'alertmanager',
    'grafana',
    'kube',
    'dry-run',
    'overwrite',
    'file',
    'at',
    'firing',
    'all',
    'help',
    'version',
  ],
};

/** An empty value is a variable of a script that was never set; taken as it is, it would name the current directory. */
function refuseEmptyValues(options: Readonly<Record<string, unknown>>): true {
  const empty = [
    'config',
    'env',
    'out',
    'deploy',
    'rule',
    'equivalent',
    'to',
    'prometheus',
    'token-file',
    'prometheus-token-file',
    'alertmanager',
    'grafana',
    'file',
    'at',
  ].find((name) => options[name] === '');
  if (empty !== undefined) throw new UsageError(`--${empty} needs a value.`);
  return true;
}

/** yargs shows its help for `oac bogus --help`, as if that were a command. */
function refuseUnknownCommand(args: readonly string[]): void {
  const [command = '-'] = args;
  if (command.startsWith('-') || VOCABULARY.commands.includes(command)) return;
  throw new UsageError(explainUsage(`Unknown argument: ${command}`, args, VOCABULARY));
}

/** Of an option that is given twice the last one counts. */
function lastOf<Value extends string | number | boolean>(value: Value | Value[]): Value {
  return Array.isArray(value) ? value.reduce((_, last) => last) : value;
}

/**
 * The whole command line, with its help and what it says of a slip.
 *
 * @returns the command, which yields the exit code; it loads only what it needs
 * @throws UsageError
 */
export async function parseCommandLine(
  args: readonly string[],
  terminal: Terminal,
): Promise<() => Promise<number>> {
  let run = async (): Promise<number> => 0;
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
      'init [directory]',
      'Write a first project, which is named after its directory',
      (command) =>
        command
          .positional('directory', {
            type: 'string',
            default: '.',
            describe: 'Where to; what is there already stays as it is',
          })
          .example('$0 init checkout-api', 'write checkout-api/')
          .epilogue(EXIT_CODES),
      ({ directory }) => {
        run = async () => {
          const { init } = await import('./init.ts');
          return init(directory, terminal);
        };
      },
    )
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
              describe: 'Directory of the kustomization that Argo CD applies, to write into',
              requiresArg: true,
            },
            workload: {
              type: 'boolean',
              default: false,
              describe: 'With --deploy: bring the workload in, too; once there it is kept up to date',
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
            '$0 generate --deploy ../deployment/overlays/prod',
            'write manifests and kustomization entries there',
          )
          .example('$0 generate --deploy ../deployment/overlays/prod --workload', 'and the service itself')
          .example('$0 generate --env staging', 'write out-staging/')
          .epilogue(EXIT_CODES),
      (options) => {
        if (options.workload && options.deploy === undefined) {
          throw new UsageError('--workload needs --deploy: out/ has the workload anyway.');
        }
        run = async () => {
          const { generate } = await import('./generate.ts');
          return generate(await findDefinitions(), options, terminal);
        };
      },
    )
    .command(
      'check',
      'Build and check everything, write nothing',
      (command) =>
        command.options(shared).example('$0 check --json', 'findings for machines').epilogue(EXIT_CODES),
      (options) => {
        run = async () => {
          const { check } = await import('./inspect.ts');
          return check(await findDefinitions(), options, terminal);
        };
      },
    )
    .command(
      'test',
      'Run the scenarios of all alerts with promtool',
      (command) =>
        command
          .options(shared)
          .example('$0 test --env staging', 'with the thresholds of staging')
          .epilogue(EXIT_CODES),
      (options) => {
        run = async () => {
          const { test } = await import('./inspect.ts');
          return test(await findDefinitions(), options, terminal);
        };
      },
    )
    .command(
      'mutants [files..]',
      'Try whether the tests of rules notice mistakes in the rules',
      (command) =>
        command
          .positional('files', {
            type: 'string',
            array: true,
            default: [],
            describe: 'Rules (plain, or PrometheusRule objects) and their promtool tests',
          })
          // Several files are duplicates in this sense.
          .parserConfiguration({ 'duplicate-arguments-array': true })
          .options({
            json: { ...shared.json, coerce: lastOf<boolean> },
            rule: {
              type: 'string',
              describe: 'Only rules whose name this finds',
              requiresArg: true,
              coerce: lastOf<string>,
            },
            jobs: {
              type: 'number',
              describe: 'Processes at a time (default: one for each processor)',
              requiresArg: true,
              coerce: lastOf<number>,
            },
            equivalent: {
              type: 'string',
              describe: 'Declares mutants that nobody can notice (default: mutants.yaml beside the tests)',
              requiresArg: true,
              coerce: lastOf<string>,
            },
          })
          .example('$0 mutants rules.yaml rules.test.yaml', 'any rules with promtool tests')
          .example('$0 mutants out/prometheus/*.yaml --rule HighErrorRate', 'some of them')
          .epilogue(EXIT_CODES),
      (options) => {
        run = async () => {
          const { mutants } = await import('./mutants.ts');
          return mutants(options, terminal);
        };
      },
    )
    .command(
      'diff <ref>',
      'Say in words what has changed since a commit',
      (command) =>
        command
          .positional('ref', {
            type: 'string',
            demandOption: true,
            describe: 'A commit, branch or tag of this Git repository, whose generated files are compared',
          })
          .options({
            ...shared,
            to: {
              type: 'string',
              describe: 'Another commit (default: what the definitions generate now)',
              requiresArg: true,
            },
            out: {
              type: 'string',
              describe: 'Directory of the generated files in the repository (default: out)',
              requiresArg: true,
            },
            markdown: { type: 'boolean', default: false, describe: 'Print Markdown, for a pull request' },
            prometheus: {
              type: 'string',
              describe: 'Address of a Prometheus: how often would each changed alert have fired there?',
              requiresArg: true,
            },
            days: { type: 'number', default: 7, describe: 'How far back', requiresArg: true },
            'token-file': { type: 'string', describe: 'File with a bearer token for it', requiresArg: true },
          })
          .example('$0 diff main', 'what this branch changes')
          .example('$0 diff v1.2.0 --to v1.3.0', 'what a release has changed')
          .example('$0 diff origin/main --markdown > comment.md', 'for a comment on a pull request')
          .example(
            '$0 diff main --prometheus http://localhost:9090',
            'and how often the changed alerts would have fired in the last seven days',
          )
          .epilogue(
            'Exit codes: 0 ok, changed or not, 1 findings, 2 wrong usage, configuration or environment.',
          ),
      (options) => {
        if (options.json && options.markdown) throw new UsageError('Choose --json or --markdown.');
        if (!(options.days > 0)) throw new UsageError('--days needs a number above 0.');
        run = async () => {
          const { diff } = await import('./diff.ts');
          return diff(options, terminal);
        };
      },
    )
    .command(
      'route [alert]',
      'Tell where an alert goes, and what keeps it silent',
      (command) =>
        command
          .positional('alert', { type: 'string', describe: 'Its labels; those of its rule are added' })
          // Several alerts may fire.
          .parserConfiguration({ 'duplicate-arguments-array': true })
          .options({
            config: { ...shared.config, coerce: lastOf<string> },
            env: { ...shared.env, coerce: lastOf<string> },
            json: { ...shared.json, coerce: lastOf<boolean> },
            file: {
              type: 'string',
              describe: 'Any configuration of Alertmanager, instead of the project',
              requiresArg: true,
              coerce: lastOf<string>,
            },
            at: {
              type: 'string',
              describe: 'When, with a time zone (default: now)',
              requiresArg: true,
              coerce: lastOf<string>,
            },
            firing: {
              type: 'string',
              array: true,
              default: [],
              nargs: 1,
              describe: 'An alert that fires at the same time',
            },
            all: {
              type: 'boolean',
              default: false,
              describe: 'Every alert, by the hours of a week',
              coerce: lastOf<boolean>,
            },
            markdown: {
              type: 'boolean',
              default: false,
              describe: 'With --all: as Markdown',
              coerce: lastOf<boolean>,
            },
          })
          .example(`$0 route '{alertname="ShopHighErrorRatio"}' --at 2026-11-24T03:00+09:00`, 'at night')
          .example(`$0 route '{alertname="A"}' --firing '{alertname="B"}'`, 'is A silent while B fires?')
          .example('$0 route --all', 'every alert, by the hours of this week')
          .example(`$0 route '{severity="critical"}' --file alertmanager.yml`, 'any other configuration')
          .epilogue(EXIT_CODES),
      (options) => {
        run = async () => {
          const { route } = await import('./route.ts');
          return route(options, terminal);
        };
      },
    )
    .command(
      'doctor',
      'Compare a running installation with what is generated, and say what is wrong',
      (command) =>
        command
          .options({
            ...shared,
            prometheus: {
              type: 'string',
              demandOption: true,
              describe: 'Address of the Prometheus that evaluates the rules; it is only read',
              requiresArg: true,
            },
            alertmanager: {
              type: 'string',
              describe: 'Address of the Alertmanager: does every alert reach somebody?',
              requiresArg: true,
            },
            grafana: {
              type: 'string',
              describe: 'Address of Grafana: has it the dashboard as it is generated?',
              requiresArg: true,
            },
            'token-file': {
              type: 'string',
              describe: 'File with a token for Grafana; without --grafana, for the others',
              requiresArg: true,
            },
            'prometheus-token-file': {
              type: 'string',
              describe: 'File with a token for Prometheus and Alertmanager',
              requiresArg: true,
            },
            kube: {
              type: 'boolean',
              default: false,
              describe: 'Ask the cluster of the current context with kubectl, too',
            },
          })
          .example('$0 doctor --prometheus http://localhost:9090', 'after kubectl port-forward')
          .example('$0 doctor --prometheus http://localhost:9090 --kube', 'and why a target is missing')
          .epilogue(
            'Exit codes: 0 ok, 1 findings, 2 wrong usage, or a question that a server does not answer.',
          ),
      (options) => {
        run = async () => {
          const { doctor } = await import('./doctor.ts');
          return doctor(options, terminal);
        };
      },
    )
    .command(
      'push',
      'Bring the dashboard into Grafana over its API',
      (command) =>
        command
          .options({
            ...shared,
            grafana: {
              type: 'string',
              demandOption: true,
              describe: 'Address of Grafana',
              requiresArg: true,
            },
            'token-file': {
              type: 'string',
              describe: 'File with the token of a service account that may write dashboards and folders',
              requiresArg: true,
            },
            'dry-run': { type: 'boolean', default: false, describe: 'Change nothing; say what would change' },
            overwrite: {
              type: 'boolean',
              default: false,
              describe: 'Replace also what somebody has saved in Grafana by hand',
            },
          })
          .example(
            '$0 push --grafana http://localhost:3000 --token-file token --dry-run',
            'what would change',
          )
          .epilogue(
            'Exit codes: 0 ok, 1 a change by hand, or with --dry-run any difference, 2 wrong usage, or Grafana refuses.',
          ),
      (options) => {
        run = async () => {
          const { push } = await import('./push.ts');
          return push(options, terminal);
        };
      },
    )
    .command(
      'image <image>',
      'Write the version of an image into the kustomization of a deployment',
      (command) =>
        command
          .positional('image', {
            type: 'string',
            demandOption: true,
            describe: 'name:tag, or with @sha256:…',
          })
          .options({
            deploy: {
              type: 'string',
              demandOption: true,
              describe: 'Directory of the kustomization',
              requiresArg: true,
            },
            check: { type: 'boolean', default: false, describe: 'Write nothing; show what would change' },
          })
          .example(
            '$0 image ghcr.io/example/observer:1.2.0 --deploy ../deployment/overlays/prod',
            'let this tag run',
          )
          .epilogue(EXIT_CODES),
      (options) => {
        run = async () => {
          const { image } = await import('./image.ts');
          return image(options, terminal);
        };
      },
    )
    .demandCommand(1, 1, 'Name a command.', 'Name one command only.')
    .strict()
    .check(refuseEmptyValues)
    .version(manifest.version)
    .help()
    .alias('help', 'h')
    .locale('en')
    .wrap(100)
    .epilogue(EXIT_CODES)
    .exitProcess(false)
    // Given twice, an option would become a list; the last one counts.
    .parserConfiguration({ 'duplicate-arguments-array': false })
    .fail((message, error) => {
      // Its own errors yargs hands over as such, but does not export their class.
      if (error !== undefined && error !== null && error.name !== 'YError') throw error;
      throw new UsageError(explainUsage(error?.message ?? message, args, VOCABULARY));
    });
  refuseUnknownCommand(args);
  await parser.parseAsync([...args], {}, (_error: unknown, _argv: unknown, output: string) => {
    if (output !== '') terminal.out(`${output}\n`);
  });
  return run;
}
