import path from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
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

async function emptySearch() {
  return { path: '', toolsDirectory: await temporaryDirectory() };
}

test('a test that needs a missing tool is skipped with the name of the tool', async () => {
  vi.stubEnv('CI', '');

  await expect(requireTool('promtool', { context, search: await emptySearch() })).rejects.toThrow(
    /^skipped: promtool is not installed: /,
  );
});

test('under CI a missing tool is a failure', async () => {
  vi.stubEnv('CI', 'true');

  await expect(requireTool('promtool', { context, search: await emptySearch() })).rejects.toThrow(
    /^tools\/missing: promtool is not installed: /,
  );
});

test('a present tool is its absolute path', async () => {
  expect(path.isAbsolute(await requireTool('promtool'))).toBe(true);
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
