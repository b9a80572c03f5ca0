import { type Command, EXIT_CODES, shared } from '../command.ts';
import { findDefinitions } from '../definitions.ts';

export const checkCommand: Command = {
  name: 'check',
  options: shared,
  add: (parser, select) =>
    parser.command(
      'check',
      'Build and check everything, write nothing',
      (command) =>
        command.options(shared).example('$0 check --json', 'findings for machines').epilogue(EXIT_CODES),
      (options) => {
        select(async (terminal) => {
          const { check } = await import('../inspect.ts');
          return check(await findDefinitions(), options, terminal);
        });
      },
    ),
};
