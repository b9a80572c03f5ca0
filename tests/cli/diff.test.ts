import { beforeAll, describe, expect, test } from 'vitest';
import { object, objectsAt } from '../support/json.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { run } from '../support/run.ts';
import { makeWorkspace, type Workspace } from '../support/workspace.ts';

async function git(workspace: Workspace, ...args: string[]): Promise<void> {
  const author = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'core.autocrlf=false'];
  const { code, stderr } = await run('git', [...author, ...args], { cwd: workspace.directory });
  expect({ code, args }, stderr).toEqual({ code: 0, args });
}

/** A repository with one commit: the definitions, and what they generate. */
async function makeRepository(): Promise<Workspace> {
  const workspace = await makeWorkspace();
  await workspace.write('.gitignore', 'node_modules\n');
  await workspace.oac(['generate', '--no-promtool']);
  await git(workspace, 'init', '--quiet', '--initial-branch=main');
  await git(workspace, 'add', '.');
  await git(workspace, 'commit', '--quiet', '--message=first');
  return workspace;
}

async function edit(workspace: Workspace, from: string, to: string): Promise<void> {
  const file = 'observability.yaml';
  const text = await workspace.read(file);
  expect(text).toContain(from);
  await workspace.write(file, text.replace(from, to));
}

/** Its threshold of the error ratio has changed since the commit. */
let edited: Workspace;

beforeAll(async () => {
  edited = await makeRepository();
  await edit(edited, 'httpErrorRatio: 0.05', 'httpErrorRatio: 0.02');
});

describe('oac diff', () => {
  test('says that nothing has changed', async () => {
    const { oac } = await makeRepository();

    expect(await oac(['diff', 'HEAD'])).toMatchObject({
      code: 0,
      stdout: '',
      stderr: 'nothing has changed since HEAD\n',
    });
  });

  test('reports a changed threshold in every place that shows it, without generating', async () => {
    const before = await edited.tree('out');

    const { code, stdout, stderr } = await edited.oac(['diff', 'HEAD']);

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^\d+ changes since HEAD\n$/),
    });
    expect(stdout).toMatch(/^ {2}~ alert ObserverHighErrorRate\n {6}threshold: 5 % → 2 %$/m);
    expect(stdout).toMatch(/^ {2}~ panel HTTP Error Rate \(row .+\)\n {6}thresholds: .*5 %.* → .*2 %/m);
    expect(await edited.tree('out')).toEqual(before);
  });

  test('compares two commits from a folder below, as text, JSON or Markdown', async () => {
    const workspace = await makeRepository();
    await edit(workspace, 'scrape: 30s', 'scrape: 15s');
    await workspace.oac(['generate', '--no-promtool']);
    await git(workspace, 'commit', '--quiet', '--all', '--message=second');
    await workspace.write('below/note.txt', 'x');
    const args = ['diff', 'HEAD~1', '--to', 'HEAD', '--out', '../out'];
    const options = { cwd: workspace.at('below') };

    const text = await workspace.oac(args, options);
    const json = await workspace.oac([...args, '--json'], options);
    const markdown = await workspace.oac([...args, '--markdown'], options);

    expect(text.stdout).toContain('spec.endpoints[0].interval: 30s → 15s');
    expect(objectsAt(object(JSON.parse(json.stdout)), 'changes')).toContainEqual({
      section: 'Configuration',
      part: 'object',
      name: 'ServiceMonitor observer',
      action: 'changed',
      details: [{ what: 'spec.endpoints[0].interval', before: '30s', after: '15s' }],
    });
    expect(markdown.stdout).toContain('## What changes from HEAD\\~1 to HEAD\n');
    expect([text, json, markdown].map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test('reports how often a changed alert would have fired on a Prometheus, without a credential', async () => {
    const now = Math.floor(Date.now() / 1000);
    const count = (status: string, perMinute: number) =>
      Array.from(
        { length: 120 },
        (_, minute) =>
          `observer_http_requests_total{namespace="observer-prod",job="observer",instance="a",status="${status}"} ${minute * perMinute} ${now - (120 - minute) * 60}`,
      );
    const server = await startPrometheus({
      history: [
        '# TYPE observer_http_requests counter',
        ...count('200', 97),
        ...count('500', 3),
        '# EOF\n',
      ].join('\n'),
    });
    const args = [
      'diff',
      'HEAD',
      '--prometheus',
      server.url.replace('//', '//user:secret@'),
      '--days',
      '0.1',
    ];

    const text = await edited.oac(args);
    const markdown = await edited.oac([...args, '--markdown']);

    expect(text.stdout).toMatch(
      /^Would have fired from .* UTC to .* UTC\n {2}ObserverHighErrorRate\n {6}before: never\n {6}after: {2}1 time, 1h\d+m\d*s? in all, first .* UTC$/m,
    );
    expect(markdown.stdout).toMatch(/^\| `ObserverHighErrorRate` \| never \| 1 time, .* \|$/m);
    expect(text.stdout + text.stderr + markdown.stdout + markdown.stderr).not.toContain('secret');
  });

  test('reports the change although Prometheus does not respond, with exit code 2', async () => {
    const result = await edited.oac(['diff', 'HEAD', '--prometheus', 'http://127.0.0.1:1']);

    expect(result).toMatchObject({ code: 2, stdout: expect.stringContaining('threshold: 5 % → 2 %') });
    expect(result.stderr).toContain('prometheus/unreachable');
  });

  test.each([
    { what: 'a commit that is not there', args: ['nowhere'], code: 2, says: 'git/unknown-ref' },
    { what: 'a directory without output', args: ['HEAD', '--out', 'rules'], code: 2, says: 'diff/no-output' },
    {
      what: 'two forms of output',
      args: ['HEAD', '--json', '--markdown'],
      code: 2,
      says: 'Choose --json or --markdown.',
    },
  ])('of $what is exit code $code, and says why', async ({ args, code, says }) => {
    const result = await edited.oac(['diff', ...args]);

    expect(result.code).toBe(code);
    expect(result.stdout + result.stderr).toContain(says);
  });

  test('outside of a repository says so', async () => {
    const { oac } = await makeWorkspace();

    const { code, stderr } = await oac(['diff', 'HEAD'], { env: { GIT_CEILING_DIRECTORIES: '/' } });

    expect(code).toBe(2);
    expect(stderr).toContain('git/no-repository');
  });
});
