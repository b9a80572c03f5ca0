import { type Command, shared } from '../command.ts';
import { UsageError } from '../usage.ts';

const options = {
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
} as const;

export const diffCommand: Command = {
  name: 'diff',
  options,
  add: (parser, select) =>
    parser.command(
      'diff <ref>',
      'Say in words what has changed since a commit',
      (command) =>
        command
          .positional('ref', {
            type: 'string',
            demandOption: true,
            describe: 'A commit, branch or tag of this Git repository, whose generated files are compared',
          })
          .options(options)
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
        select(async (terminal) => {
          const { diff } = await import('../diff.ts');
          return diff(options, terminal);
        });
      },
    ),
};
