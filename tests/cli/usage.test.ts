import { describe, expect, test } from 'vitest';
import { object, objectsAt } from '../support/json.ts';
import { definitions, makeWorkspace } from '../support/workspace.ts';

describe('--help', () => {
  test.each([
    { args: ['--help'], says: ['oac generate', 'oac check', 'oac test'] },
    {
      args: ['generate', '--help'],
      says: ['oac generate --check', 'oac generate --deploy ../', '--promtool'],
    },
    { args: ['check', '-h'], says: ['oac check --json', '--config', '[default: "observability.yaml"]'] },
    { args: ['test', '--help'], says: ['oac test --env staging', '--env'] },
  ])('of oac $args tells the options, examples and exit codes', async ({ args, says }) => {
    const { oac, tree } = await makeWorkspace();

    const { code, stdout, stderr } = await oac(args);

    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const part of [...says, 'Exit codes: 0 ok, 1 findings or differences, 2 wrong usage'])
      expect(stdout).toContain(part);
    expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
  });

  test('is the same in every language of the system', async () => {
    const { oacProcess: oac } = await makeWorkspace();

    const english = await oac(['generate', '--help'], { env: { LC_ALL: 'C', LANG: 'C' } });
    const korean = await oac(['generate', '--help'], { env: { LC_ALL: 'ko_KR.UTF-8', LANG: 'ko_KR.UTF-8' } });

    expect(korean.stdout).toBe(english.stdout);
  });
});

describe('a wrong command line', () => {
  const mistakes = [
    { what: 'no command', args: [], says: 'Name a command.' },
    { what: 'two commands', args: ['generate', 'check'], says: 'Name one command only.' },
    {
      what: 'a slip in a command',
      args: ['generat'],
      says: 'Unknown command: generat. Did you mean generate?',
    },
    { what: 'an unknown command', args: ['deploy'], says: 'Unknown command: deploy.' },
    { what: 'a word too many', args: ['check', 'everything'], says: 'Unknown argument: everything.' },
    {
      what: 'a slip in an option',
      args: ['generate', '--chek'],
      says: 'Unknown option: --chek. Did you mean --check?',
    },
    { what: 'an unknown option', args: ['check', '--verbose'], says: 'Unknown option: --verbose.' },
    {
      what: 'an option of another command',
      args: ['check', '--out', 'x'],
      says: '--out is no option of this command.',
    },
    { what: 'an option without its value', args: ['generate', '--env'], says: '--env needs a value.' },
    {
      what: 'an option before another one',
      args: ['generate', '--out', '--check'],
      says: '--out needs a value.',
    },
    { what: 'an empty value', args: ['generate', '--out='], says: '--out needs a value.' },
    {
      what: 'an empty variable of a script',
      args: ['check', '--config', ''],
      says: '--config needs a value.',
    },
  ];

  test.each(mistakes)('($what) is exit code 2, and says what to write', async ({ args, says }) => {
    const { oac, tree } = await makeWorkspace();

    const { code, stdout, stderr } = await oac(args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(`oac: ${says}\nSee "oac --help".\n`);
    expect(Object.keys(await tree()).sort()).toEqual(['observability.ts', 'observability.yaml']);
  });

  test('is JSON for those who asked for it', async () => {
    const { oac } = await makeWorkspace();

    const { code, stdout, stderr } = await oac(['generate', '--json', '--bogus']);

    expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
    expect(objectsAt(object(JSON.parse(stdout)), 'diagnostics')).toMatchObject([
      { code: 'cli/usage', severity: 'error', message: 'Unknown option: --bogus.' },
    ]);
  });

  test('is not what an option given twice is: the last one counts', async () => {
    const { oac } = await makeWorkspace();

    const { code, stderr } = await oac(['check', '--env', 'nowhere', '--env', 'staging']);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

test('--workload is refused for a project that declares no workload', async () => {
  const { oac, tree } = await makeWorkspace({
    'observability.ts': definitions('export default { ...project, workload: undefined };'),
    'deployment/kustomization.yaml': 'resources: []\n',
  });
  const before = await tree();

  const { code, stdout, stderr } = await oac(['generate', '--deploy', 'deployment', '--workload']);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('--workload needs a workload, and observability.ts declares none.');
  expect(await tree()).toEqual(before);
});
