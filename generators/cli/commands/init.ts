import { type Command, EXIT_CODES } from '../command.ts';

export const initCommand: Command = {
  name: 'init',
  options: {},
  add: (parser, select) =>
    parser.command(
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
        select(async (terminal) => {
          const { init } = await import('../init.ts');
          return init(directory, terminal);
        });
      },
    ),
};
