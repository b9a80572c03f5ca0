import { type Command, EXIT_CODES, lastOf, shared } from '../command.ts';

const options = {
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
    describe: 'Declares mutants that no test can detect (default: mutants.yaml next to the tests)',
    requiresArg: true,
    coerce: lastOf<string>,
  },
} as const;

export const mutantsCommand: Command = {
  name: 'mutants',
  options,
  add: (parser, select) =>
    parser.command(
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
          // Several files count as repeated.
          .parserConfiguration({ 'duplicate-arguments-array': true })
          .options(options)
          .example('$0 mutants rules.yaml rules.test.yaml', 'any rules with promtool tests')
          .example('$0 mutants out/prometheus/*.yaml --rule HighErrorRate', 'some of them')
          .epilogue(EXIT_CODES),
      (options) => {
        select(async (terminal) => {
          const { mutants } = await import('../mutants.ts');
          return mutants(options, terminal);
        });
      },
    ),
};
