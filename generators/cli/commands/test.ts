import { type Command, EXIT_CODES, shared } from '../command.ts';
import { findDefinitions } from '../definitions.ts';

export const testCommand: Command = {
  name: 'test',
  options: shared,
  add: (parser, select) =>
    parser.command(
      'test',
      'Run the scenarios of all alerts with promtool',
      (command) =>
        command
          .options(shared)
          .example('$0 test --env staging', 'with the thresholds of staging')
          .epilogue(EXIT_CODES),
      (options) => {
        select(async (terminal) => {
          const { test } = await import('../inspect.ts');
          return test(await findDefinitions(), options, terminal);
        });
      },
    ),
};
