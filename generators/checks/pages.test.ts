import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { CHECKS } from './index.ts';
import { checkPages } from './pages.ts';

const DIRECTORY = path.resolve(import.meta.dirname, '../../docs/checks');
const pages = checkPages();

it.each([...pages])('docs/checks/%s is what the checks say; "npm run docs" writes it', async (name, text) => {
  await expect(text).toMatchFileSnapshot(path.join(DIRECTORY, name));
});

it('has no page of a check that no longer exists', async () => {
  expect((await readdir(DIRECTORY)).sort()).toEqual([...pages.keys()].sort());
});

it('has a row for every check in its index', () => {
  const index = pages.get('README.md');
  for (const { code } of CHECKS) expect(index).toContain(`[${code}](${code.replace('/', '-')}.md)`);
});
