import { type Command, EXIT_CODES, shared } from '../command.ts';
import { findDefinitions } from '../definitions.ts';
import { UsageError } from '../usage.ts';

const options = {
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
} as const;

export const generateCommand: Command = {
  name: 'generate',
  options,
  add: (parser, select) =>
    parser.command(
      'generate',
      'Build, check and write everything',
      (command) =>
        command
          .options(options)
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
        select(async (terminal) => {
          const { generate } = await import('../generate.ts');
          return generate(await findDefinitions(), options, terminal);
        });
      },
    ),
};
