import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { removeAbandonedClaims } from './lock.ts';
import { makeFolder } from './testing.ts';

vi.mock('node:fs', async (importOriginal) => {
  const actual = await importOriginal<typeof import('node:fs')>();
  return { ...actual, rmSync: vi.fn(actual.rmSync) };
});

function claimIn(root: string): string {
  const claim = join(root, '.oac-claim-of-another-run');
  mkdirSync(claim);
  return claim;
}

/** As Node does where a file comes into a directory after its content was listed. */
function failOnce(code: string): void {
  vi.mocked(rmSync).mockImplementationOnce(() => {
    throw Object.assign(new Error(`${code}: rmdir`), { code });
  });
}

it('a claim that another run is just preparing stays, and stops nobody', () => {
  const root = makeFolder();
  const claim = claimIn(root);
  failOnce('ENOTEMPTY');
  removeAbandonedClaims(root);
  expect(existsSync(claim)).toBe(true);
});

it('a claim that nobody prepares any more is removed', () => {
  const root = makeFolder();
  const claim = claimIn(root);
  writeFileSync(join(claim, '.gitignore'), '*');
  removeAbandonedClaims(root);
  expect(existsSync(claim)).toBe(false);
});

it('a claim that cannot be removed for another reason is told', () => {
  const root = makeFolder();
  claimIn(root);
  failOnce('EACCES');
  expect(() => removeAbandonedClaims(root)).toThrow('EACCES');
});
