import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from 'test-support/run';
import { temporaryDirectory } from 'test-support/temporary-directory';
import { requireTool } from 'test-support/tools';
import { describe, expect, it, vi } from 'vitest';
import { main } from '../server/main.ts';
import { PACKAGE, PREPARE_TIMEOUT_MS } from './browser.ts';
import { dashboard, panel } from './dashboards.ts';
import { startStubPrometheus } from './stub-prometheus.ts';

/** The command inside this process, which saves the start of another one and its bundle. */
async function preview(...args: readonly string[]) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    const code = await main(PACKAGE, args);
    const textOf = (spy: typeof stderr) => spy.mock.calls.map(([text]) => text).join('');
    return { code, stdout: textOf(stdout), stderr: textOf(stderr) };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
  }
}

async function fileWith(content: string): Promise<string> {
  const file = path.join(await temporaryDirectory(), 'dashboard.json');
  await writeFile(file, content);
  return file;
}

describe('npm run preview', () => {
  it('refuses a file that is not there with exit code 2 and a way out', async () => {
    const command = [path.join(PACKAGE, 'bin/preview.js'), 'none.json', '--prometheus', 'http://127.0.0.1:1'];
    expect(await run(process.execPath, command)).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'preview: there is no file none.json\nName the JSON file of a dashboard.\n',
    });
  });

  it.each([
    { what: 'an unknown option', args: ['--colour'], message: 'there is no option --colour' },
    { what: 'two files', args: ['a.json', 'b.json'], message: 'one dashboard at a time' },
    { what: 'a width that is none', args: ['--width', 'wide'], message: '--width is wide' },
    { what: 'a theme that is none', args: ['--theme', 'blue'], message: 'there is no theme blue' },
    { what: 'a time zone that is none', args: ['--timezone', 'Mars'], message: 'there is no time zone Mars' },
    {
      what: 'an address that is none',
      args: ['--prometheus', 'localhost:9090'],
      message: '--prometheus is localhost',
    },
    { what: 'a time that is none', args: ['--from', 'yesterday'], message: '--from is yesterday' },
  ])('refuses $what with exit code 2 and a way out', async ({ args, message }) => {
    const { code, stdout, stderr } = await preview(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`preview: ${message}`);
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it.each([
    { what: 'not JSON', content: '{"panels": [', message: 'is not JSON' },
    { what: 'no dashboard', content: '{"kind": "List"}', message: 'is no Grafana dashboard' },
    { what: 'no object', content: '[]', message: 'is no Grafana dashboard' },
  ])('refuses a file that is $what', async ({ content, message }) => {
    const { code, stderr } = await preview(await fileWith(content), '--prometheus', 'http://127.0.0.1:1');
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it('takes no pictures where no Prometheus answers', async () => {
    await requireTool('chromium');
    const file = await fileWith(JSON.stringify(dashboard([panel('stat')])));
    const target = await temporaryDirectory();
    expect(await preview(file, '--prometheus', 'http://127.0.0.1:1', '--png', target)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'preview: no Prometheus at 127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1\nStart it, or correct --prometheus.\n',
    });
    expect(await readdir(target)).toEqual([]);
  });
});

describe('npm run preview -- --png', () => {
  it(
    'writes the whole and each panel, counts what it does not draw, and fails if a query does',
    async () => {
      await requireTool('chromium');
      const prometheus = await startStubPrometheus({
        queries: { metric: [{ value: 1 }], bad: { error: 'parse error' } },
      });
      const panels = [
        panel('stat', { title: 'Requests / s' }),
        panel('heatmap'),
        panel('stat', { expr: 'bad', title: 'Bad' }),
      ];
      const file = await fileWith(JSON.stringify(dashboard(panels)));
      const target = await temporaryDirectory();
      const { code, stdout, stderr } = await preview(file, '--prometheus', prometheus.url, '--png', target);
      expect(stderr).toContain('not drawn: 1 panel of type heatmap');
      expect(stderr).toContain('Bad: parse error');
      expect(code).toBe(1);
      expect(
        stdout
          .trim()
          .split('\n')
          .map((name) => path.basename(name)),
      ).toEqual(['dashboard.png', 'panel-requests-s.png', 'panel-heatmap.png', 'panel-bad.png']);
    },
    PREPARE_TIMEOUT_MS,
  );

  it(
    'frames and reports what a commit changed; a moved panel is not a change',
    async () => {
      await requireTool('chromium');
      const prometheus = await startStubPrometheus({ queries: { metric: [{ value: 1 }] } });
      const stat = (id: number, title: string) => panel('stat', { id, title });
      const file = await fileWith(
        JSON.stringify(dashboard([stat(1, 'Old'), stat(2, 'Kept'), stat(3, 'Gone')])),
      );
      const git = (...args: readonly string[]) => run('git', ['-C', path.dirname(file), ...args]);
      await git('init', '--quiet');
      await git('add', '.');
      await git(
        '-c',
        'user.name=x',
        '-c',
        'user.email=x@example.com',
        'commit',
        '--quiet',
        '--message',
        'before',
      );
      await writeFile(
        file,
        JSON.stringify(dashboard([stat(4, 'New'), stat(1, 'Renamed'), stat(5, 'Newer'), stat(2, 'Kept')])),
      );
      const target = await temporaryDirectory();
      const options = ['--prometheus', prometheus.url, '--png', target];
      const { code, stderr } = await preview(file, ...options, '--against', 'HEAD');
      const changes = stderr.split('\n').filter((line) => /^(?:added|changed|removed): /.test(line));
      expect(changes).toEqual(['added: New', 'changed: Renamed', 'added: Newer', 'removed: Gone']);
      expect(code).toBe(0);
      expect((await readdir(target)).filter((name) => name.startsWith('comparison')).sort()).toEqual([
        'comparison-1-new.png',
        'comparison-2-renamed.png',
        'comparison-3-newer.png',
        'comparison-4-gone.png',
        'comparison.png',
      ]);
      const missing = await preview(file, ...options, '--against', 'no-such-branch');
      expect(missing).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('there is no commit no-such-branch'),
      });
    },
    PREPARE_TIMEOUT_MS,
  );

  it(
    'draws the whole generated dashboard from example data, without an error and the same to the byte each time',
    async () => {
      await Promise.all([requireTool('chromium'), requireTool('prometheus')]);
      const pictures = async () => {
        const target = await temporaryDirectory();
        const { code, stderr } = await preview('--png', target, '--width', '1280');
        expect({
          code,
          stderr: stderr.replace(/^(?:Writing|Evaluating|Installing|Building|Taking).*\n/gm, ''),
        }).toEqual({
          code: 0,
          stderr: '',
        });
        const names = (await readdir(target)).sort();
        return Promise.all(
          names.map(async (name) => ({ name, png: await readFile(path.join(target, name), 'base64') })),
        );
      };
      const first = await pictures();
      expect(first.length).toBeGreaterThan(20);
      const second = await pictures();
      const differing = first.filter(
        ({ name, png }) => second.find((other) => other.name === name)?.png !== png,
      );
      expect(differing.map(({ name }) => name)).toEqual([]);
    },
    PREPARE_TIMEOUT_MS,
  );
});
