import { type Command, EXIT_CODES, lastOf, shared } from '../command.ts';

const options = {
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
} as const;

export const routeCommand: Command = {
  name: 'route',
  options,
  add: (parser, select) =>
    parser.command(
      'route [alert]',
      'Tell where an alert goes, and what keeps it silent',
      (command) =>
        command
          .positional('alert', {
            type: 'string',
            describe: 'Its name or its labels; those of its rule are added',
          })
          // Several alerts may fire.
          .parserConfiguration({ 'duplicate-arguments-array': true })
          .options(options)
          .example('$0 route ShopHighErrorRatio --at 2026-11-24T03:00+09:00', 'at night')
          .example('$0 route A --firing B', 'is A silent while B fires?')
          .example('$0 route --all', 'every alert, by the hours of this week')
          .example(`$0 route '{severity="critical"}' --file alertmanager.yml`, 'any other configuration')
          .epilogue(EXIT_CODES),
      (options) => {
        select(async (terminal) => {
          const { route } = await import('../route.ts');
          return route(options, terminal);
        });
      },
    ),
};
