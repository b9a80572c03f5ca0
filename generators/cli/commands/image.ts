import { type Command, EXIT_CODES } from '../command.ts';

const options = {
  deploy: {
    type: 'string',
    demandOption: true,
    describe: 'Directory of the kustomization',
    requiresArg: true,
  },
  check: { type: 'boolean', default: false, describe: 'Write nothing; show what would change' },
} as const;

export const imageCommand: Command = {
  name: 'image',
  options,
  add: (parser, select) =>
    parser.command(
      'image <image>',
      'Write the version of an image into the kustomization of a deployment',
      (command) =>
        command
          .positional('image', {
            type: 'string',
            demandOption: true,
            describe: 'name:tag, or with @sha256:…',
          })
          .options(options)
          .example('$0 image ghcr.io/example/observer:1.2.0 --deploy ../prod', 'let this tag run')
          .epilogue(EXIT_CODES),
      (options) => {
        select(async (terminal) => {
          const { image } = await import('../image.ts');
          return image(options, terminal);
        });
      },
    ),
};
