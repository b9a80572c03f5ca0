import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { describeReleases } from './describe-releases.ts';
import { run } from './run.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { hasTools, isContinuousIntegration, requireTool } from './tools.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Stands in for the context of a test, whose `skip` ends the test by throwing. */
const context = {
  skip: (reason?: boolean | string): never => {
    throw new Error(`skipped: ${reason}`);
  },
};

async function tools(...files: readonly string[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const file of files) {
    await mkdir(path.dirname(path.join(directory, file)), { recursive: true });
    await writeFile(path.join(directory, file), '');
  }
  return directory;
}

const BOTH = ['prometheus-bookworm/usr/bin/promtool', 'prometheus-forky/usr/bin/promtool'] as const;

describe('requireTool', () => {
  test.each([
    { release: undefined, file: BOTH[0] },
    { release: 'oldest', file: BOTH[0] },
    { release: 'newest', file: BOTH[1] },
  ] as const)('gives what was fetched as $release', async ({ release, file }) => {
    vi.stubEnv('PATH', '');
    const toolsDirectory = await tools(...BOTH);

    expect(await requireTool('promtool', { release, toolsDirectory })).toBe(path.join(toolsDirectory, file));
  });

  test('prefers the program on PATH, unless a release is asked for', async () => {
    const toolsDirectory = await tools(...BOTH, 'bin/promtool');
    vi.stubEnv('PATH', path.join(toolsDirectory, 'bin'));
    const at = async (release?: 'oldest' | 'newest') =>
      path.relative(toolsDirectory, await requireTool('promtool', { release, toolsDirectory }));

    expect([await at(), await at('oldest'), await at('newest')]).toEqual(['bin/promtool', ...BOTH]);
  });

  test('skips a test whose tool is missing, with the name of the tool', async () => {
    vi.stubEnv('CI', '');
    vi.stubEnv('PATH', '');
    const options = { context, toolsDirectory: await tools(BOTH[0]), release: 'newest' } as const;

    await expect(requireTool('promtool', options)).rejects.toThrow(
      /^skipped: promtool \(newest\) is not installed: /,
    );
  });

  test('fails it under CI', async () => {
    vi.stubEnv('CI', 'true');
    vi.stubEnv('PATH', '');

    await expect(requireTool('promtool', { context, toolsDirectory: await tools() })).rejects.toThrow(
      /^tools\/missing: promtool is not installed: /,
    );
  });
});

describe('describeReleases', async () => {
  const releases: string[] = [];
  await describeReleases(['prometheus'], (release) => {
    releases.push(release);
    test('runs its tests with that version', async ({ task }) => {
      const program = await requireTool('prometheus', { release });

      const [, version = ''] = /^prometheus (\S+)$/.exec(task.suite?.name ?? '') ?? [];
      expect((await run(program, ['--version'])).stdout).toContain(`version ${version}`);
    });
  });

  test('makes a suite for the oldest and one for the newest', () => {
    expect(releases).toEqual(['oldest', 'newest']);
  });
});

test('a suite is never left out under CI', async () => {
  vi.stubEnv('CI', 'true');
  vi.stubEnv('PATH', '');

  expect(await hasTools('promtool', 'kubectl')).toBe(true);
});

test.each([
  ['true', true],
  ['1', true],
  ['false', false],
  ['', false],
])('CI=%s means continuous integration: %s', (value, isExpected) => {
  vi.stubEnv('CI', value);

  expect(isContinuousIntegration()).toBe(isExpected);
});
