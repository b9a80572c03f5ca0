import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts';
import { cacheDirectory, openMemory } from './cache.ts';

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

it('a fact is known for its own inputs only, including in later runs', async () => {
  await inProject('.', 'node_modules');
  openMemory()?.add(['valid', 'text']);
  const later = openMemory();
  expect(later?.has(['valid', 'text'])).toBe(true);
  expect(later?.has(['valid', 'other text'])).toBe(false);
  expect(later?.has(['validtext'])).toBe(false);
});

it('an unwritable directory costs time, and is not an error', async () => {
  const project = await inProject('.', 'node_modules/.cache/oac');
  const memory = openMemory();
  await chmod(path.join(project, 'node_modules/.cache/oac'), 0o500);
  expect(() => memory?.add(['valid'])).not.toThrow();
});
