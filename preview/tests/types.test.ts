import path from 'node:path';
import process from 'node:process';
import { run } from 'test-support/run';
import { expect, it } from 'vitest';
import { preparePage } from '../server/page-build.ts';
import { PACKAGE, PREPARE_TIMEOUT_MS } from './browser.ts';

// It has its own libraries and DOM, so the check of the whole project excludes it.
it('the page type-checks', { timeout: PREPARE_TIMEOUT_MS }, async () => {
  await preparePage(PACKAGE, () => {});
  const compiler = path.join(PACKAGE, '../node_modules/typescript/bin/tsc');
  const { code, stdout } = await run(process.execPath, [compiler, '--noEmit', '-p', PACKAGE]);
  expect(stdout).toBe('');
  expect(code).toBe(0);
});
