import { type Command, shared } from '../command.ts';

const options = {
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
  v2: {
    type: 'boolean',
    default: false,
    describe: 'As resources dashboard.grafana.app/v2, which Grafana 13 has',
  },
  namespace: {
    type: 'string',
    describe: 'The organization of the resource, such as org-2 or stacks-123; implies --v2',
    requiresArg: true,
  },
  overwrite: {
    type: 'boolean',
    default: false,
    describe: 'Also replace a version that was saved in Grafana by hand',
  },
} as const;

export const pushCommand: Command = {
  name: 'push',
  options,
  add: (parser, select) =>
    parser.command(
      'push',
      'Bring the dashboard into Grafana over its API',
      (command) =>
        command
          .options(options)
          .example('$0 push --grafana http://grafana --token-file f --dry-run', 'what would change')
          .epilogue(
            'Exit codes: 0 ok, 1 a change by hand, or with --dry-run any difference, 2 wrong usage, or Grafana refuses.',
          ),
      (options) => {
        select(async (terminal) => {
          const { push } = await import('../push.ts');
          return push(options, terminal);
        });
      },
    ),
};
