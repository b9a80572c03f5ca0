import path from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../run.ts';
import { temporaryDirectory } from '../temporary-directory.ts';
import { requireTool } from '../tools.ts';
import { describeMissing } from './describe-missing.ts';
import { provideTools } from './provide-tools.ts';

const SCRIPT = path.resolve(import.meta.dirname, '../fetch-tools.mjs');

test('the script runs on Node itself, from any folder, and prints the path that tests use', async () => {
  const promtool = await requireTool('promtool');

  const { code, stdout } = await run(process.execPath, [SCRIPT, '--path', 'promtool'], {
    cwd: await temporaryDirectory(),
  });

  expect({ code, stdout }).toEqual({ code: 0, stdout: `${promtool}\n` });
});

test.each([['--path'], ['--path', 'grafana'], ['promtool']])('bad usage is told (%s %s)', async (...args) => {
  const { code, stderr } = await run(process.execPath, [SCRIPT, ...args]);

  expect(code).toBe(2);
  expect(stderr).toContain('--path TOOL');
});

test('programs of one package that cannot be had share one explanation', async () => {
  const { missing } = await provideTools(['promtool', 'prometheus', 'kubectl'], {
    toolsDirectory: await temporaryDirectory(),
    environment: { PATH: '/nonexistent' },
  });

  const lines = describeMissing(missing).split('\n');

  expect(lines.filter((line) => line.startsWith('missing'))).toEqual([
    'missing: promtool, prometheus',
    'missing: kubectl',
  ]);
});
