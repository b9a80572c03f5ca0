import { expect, it, vi } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { plainGenerate } from './main.ts';

const generate = vi.hoisted(() => vi.fn());
vi.mock('./generate.ts', () => ({ generate }));
vi.mock('./definitions.ts', () => ({ findDefinitions: async () => ({}) }));

const silent = {
  hasColor: { out: false, talk: false },
  out: () => undefined,
  talk: () => undefined,
  progress: () => undefined,
};

it.each([
  [[]],
  [['--check', '--no-promtool']],
  [['--config', 'a b.yaml', '--env=staging', '--json']],
  [['--out', '../out', '--deploy=base']],
])('"oac generate" with %j means the same without yargs as with it', async (args) => {
  const run = await parseCommandLine(['generate', ...args], silent);
  await run(silent);

  const options = plainGenerate(['generate', ...args]);
  expect(options).toBeDefined();
  expect(generate).toHaveBeenLastCalledWith({}, expect.objectContaining(options), silent);
});

it.each([
  ['another command', ['check']],
  ['no command', []],
  ['an option that is given twice', ['generate', '--env', 'a', '--env', 'b']],
  ['an empty value', ['generate', '--env', '']],
  ['a slip', ['generate', '--chek']],
  ['a missing value', ['generate', '--out']],
  ['an option in place of a value', ['generate', '--out', '--check']],
  ['a further argument', ['generate', 'prod']],
  ['an argument behind dashes', ['generate', '--', '--check']],
  ['help', ['generate', '--help']],
  ['what needs another option', ['generate', '--workload']],
])('%s is left to yargs', (_, args) => {
  expect(plainGenerate(args)).toBeUndefined();
});
