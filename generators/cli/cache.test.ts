import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts';
import { cacheDirectory } from './cache.ts';

afterEach(() => vi.restoreAllMocks());

async function inProject(...folders: readonly string[]): Promise<string> {
  const directory = await temporaryDirectory();
  for (const folder of folders) await mkdir(path.join(directory, folder), { recursive: true });
  vi.spyOn(process, 'cwd').mockReturnValue(path.join(directory, folders[0] ?? ''));
  return directory;
}

it("the cache is next to the project's installed packages", async () => {
  const project = await inProject('a/b', 'node_modules');
  expect(cacheDirectory()).toBe(path.join(project, 'node_modules/.cache/oac'));
});
