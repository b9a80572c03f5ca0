import { type Command, shared } from '../command.ts';

const options = {
  ...shared,
  prometheus: {
    type: 'string',
    demandOption: true,
    describe: 'Address of the Prometheus that evaluates the rules; it is only read',
    requiresArg: true,
  },
  alertmanager: {
    type: 'string',
    describe: 'Address of the Alertmanager, to check that every alert notifies a receiver',
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
} as const;

export const doctorCommand: Command = {
  name: 'doctor',
  options,
  add: (parser, select) =>
    parser.command(
      'doctor',
      'Compare a running installation with what is generated, and say what is wrong',
      (command) =>
        command
          .options(options)
          .example('$0 doctor --prometheus http://localhost:9090', 'after kubectl port-forward')
          .example('$0 doctor --prometheus http://localhost:9090 --kube', 'and why a target is missing')
          .epilogue(
            'Exit codes: 0 ok, 1 findings, 2 wrong usage, or a question that a server does not answer.',
          ),
      (options) => {
        select(async (terminal) => {
          const { doctor } = await import('../doctor.ts');
          return doctor(options, terminal);
        });
      },
    ),
};
