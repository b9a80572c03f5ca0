import { describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { configurationWith, makeWorkspace, OAC, type Workspace } from '../support/workspace.ts';

const ESCAPE = '\x1b[';

/** Findings are coloured where anything is. */
const BROKEN = { 'observability.yaml': 'app: observer\nnamspace: observer-prod\n' };

/** Runs a shell command on a terminal of its own; what it prints comes back with the terminal's line ends. */
async function onTerminal(workspace: Workspace, command: string, env: Readonly<Record<string, string>> = {}) {
  const variables = { TERM: 'xterm-256color', NO_COLOR: undefined, FORCE_COLOR: undefined, ...env };
  // `script` is how util-linux gives a command a terminal; its exit code is the command's with -e.
  return run('script', ['-qec', command, '/dev/null'], { cwd: workspace.directory, env: variables });
}

const oac = (args: string) => `'${process.execPath}' '${OAC}' ${args}`;

describe.runIf(process.platform === 'linux')('on a terminal', () => {
  test('findings and diffs are coloured', async () => {
    const broken = await onTerminal(await makeWorkspace(BROKEN), oac('check'));
    const diff = await onTerminal(await makeWorkspace(), oac('generate --check --no-promtool'));

    expect(broken).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(`${ESCAPE}31merror${ESCAPE}0m`),
    });
    expect(diff).toMatchObject({ code: 1, stdout: expect.stringContaining(`${ESCAPE}32m+`) });
  });

  test.each([
    { against: 'NO_COLOR', env: { NO_COLOR: '1' } },
    { against: 'a dumb terminal', env: { TERM: 'dumb' } },
  ])('there is no colour against $against', async ({ env }) => {
    const { code, stdout } = await onTerminal(await makeWorkspace(BROKEN), oac('check'), env);

    expect(code).toBe(2);
    expect(stdout).toContain('error  config/unknown-key');
    expect(stdout).not.toContain(ESCAPE);
  });

  test('what is redirected into a file is plain, while the rest keeps its colour', async () => {
    const workspace = await makeWorkspace(BROKEN);

    const { stdout } = await onTerminal(
      workspace,
      `${oac('check')} 2>findings.txt; ${oac('check')} >results.txt`,
    );

    expect(await workspace.read('findings.txt')).toContain('error  config/unknown-key');
    expect(await workspace.read('findings.txt')).not.toContain(ESCAPE);
    expect(stdout).toContain(`${ESCAPE}31merror`);
  });

  test('JSON is JSON', async () => {
    const { code, stdout } = await onTerminal(await makeWorkspace(), oac('check --json 2>/dev/null'));

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ environment: 'prod' });
  });
});

test('without a terminal there are no escapes and no progress, whatever is printed', async () => {
  const broken = await makeWorkspace(BROKEN);
  const fleet = await makeWorkspace({
    'observability.yaml': await configurationWith({
      app: undefined,
      service: undefined,
      services: { observer: {}, 'observer-backtest': {} },
    }),
  });

  const results = [await broken.oac(['check']), await fleet.oac(['generate', '--check', '--no-promtool'])];

  expect(results.map(({ code }) => code)).toEqual([2, 1]);
  for (const { stdout, stderr } of results) expect(stdout + stderr).not.toMatch(/\p{Cc}(?<!\n)/u);
});

test('a reader that exits early causes no stack trace', async () => {
  const { directory } = await makeWorkspace();

  const { stderr } = await run('sh', ['-c', `${oac('generate --check --no-promtool')} | head -n 1`], {
    cwd: directory,
  });

  expect(stderr).not.toMatch(/EPIPE|\n +at /);
});
