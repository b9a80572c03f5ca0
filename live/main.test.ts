import { expect, it, vi } from 'vitest';
import { main } from './main.ts';

it.each([
  [['verify', '--bogus'], 'Unknown argument: bogus', 'verify'],
  [['verify', '--only', 'tokn'], 'Given: "tokn", Choices: "targets"', 'verify'],
  [['verify', '--fault', 'nope'], 'Given: "nope", Choices: "crash-loop"', 'verify'],
  [['verify', '--wait', 'long'], '--wait needs a number of seconds', 'verify'],
  [['demo', '--bogus'], 'Unknown argument: bogus', 'demo'],
  [['demo', 'fault', 'nope'], 'Given: "nope", Choices: "crash-loop"', 'demo'],
  [['demo', 'fault', 'restarts', '123'], 'Unknown argument: 123', 'demo'],
  [['tests'], 'Unknown argument: tests', 'verify'],
])('%j is refused before anything starts', async (args, message, command) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await main('/', args)).toBe(2);
    const printed = stderr.mock.calls.map(([text]) => text);
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain(message);
    expect(printed[0]).toMatch(new RegExp(`\n"npm run ${command} -- --help" lists the options\n$`));
  } finally {
    stderr.mockRestore();
  }
});
