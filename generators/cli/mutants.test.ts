import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary-directory.ts';
import { requireTool } from '../../tests/support/tools.ts';
import { RULES, STRONG_TESTS, writeFiles } from '../mutation/testing/suite-files.ts';
import { type MutantsOptions, mutants } from './mutants.ts';

async function mutantsOf(options: MutantsOptions) {
  await requireTool('promtool');
  const said = { out: '', talk: '', progress: [] as string[] };
  const code = await mutants(options, {
    hasColor: { out: false, talk: false },
    out: (text) => {
      said.out += text;
    },
    talk: (text) => {
      said.talk += text;
    },
    progress: (text) => said.progress.push(text),
  });
  return { code, ...said };
}

const suite = (tests = STRONG_TESTS) => writeFiles({ 'rules.yaml': RULES, 'rules.test.yaml': tests });
const WEAK = STRONG_TESTS.replace('100x20', '50x20');

test('the exit code is 0 if every mutant is killed', async () => {
  const { code, out, progress } = await mutantsOf({ files: await suite(), json: false });

  expect(code).toBe(0);
  expect(out).toMatch(/^QueueLong {2}100\.0 % killed {2}\d+ of \d+\n\n\d+ mutants of 1 rule in \d+\.\d s/);
  expect(progress.at(-1)).toMatch(/^(\d+) of \1 mutants, 0 survivors so far \(\d+ s\)$/);
});

test('a survivor is shown with its place, and the exit code is 1', async () => {
  const { code, talk } = await mutantsOf({ files: await suite(WEAK), json: false });

  expect(code).toBe(1);
  expect(talk).toMatch(
    /rules\.yaml:5 {2}alert QueueLong\n {2}no test notices {2}> 100 -> >= 100 {2}\(comparator-[0-9a-f]{8}\)\n/,
  );
  expect(talk).toContain(
    [
      '    max by (queue) (queue_length{job="broker", queue!="dead"}) > 100',
      '                                                               ^',
    ].join('\n'),
  );
});

test('the JSON output has survivors with ids and remedies', async () => {
  const { code, out } = await mutantsOf({ files: await suite(WEAK), json: true });

  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    survived: 1,
    rules: [{ name: 'QueueLong', kind: 'alert', line: 5, survived: 1 }],
    survivors: [{ rule: 'QueueLong', operator: 'comparator', before: '> 100', after: '>= 100' }],
    diagnostics: [],
  });
});

test.each<[problem: string, options: Partial<MutantsOptions>, code: string]>([
  ['no files', { files: [] }, 'mutation/usage'],
  ['no processes', { jobs: 0 }, 'mutation/usage'],
  ['half a process', { jobs: 1.5 }, 'mutation/usage'],
  ['a name that is no regular expression', { rule: '(' }, 'mutation/usage'],
  ['a name that no rule has', { rule: 'Nothing' }, 'mutation/no-rules'],
  ['declarations that are not there', { equivalent: '/nowhere/mutants.yaml' }, 'mutation/file'],
])('%s is refused', async (_, options, code) => {
  await expect(mutantsOf({ files: await suite(), json: false, ...options })).rejects.toMatchObject({
    diagnostics: [{ code }],
  });
});

test('an interrupted command leaves no folder behind', async () => {
  await requireTool('promtool');
  const program = path.resolve(import.meta.dirname, '../bin/oac.js');
  // Long enough to be interrupted.
  const long = STRONG_TESTS.replace('eval_time: 10m', 'eval_time: 3d').replaceAll('95x20', '95x5000');
  const folder = await temporaryDirectory();
  const child = spawn(process.execPath, [program, 'mutants', ...(await suite(long))], {
    env: { ...process.env, TMPDIR: folder },
    stdio: 'ignore',
  });
  await expect
    .poll(async () => (await readdir(folder)).some((name) => name.startsWith('oac-promtool-')), {
      timeout: 30_000,
    })
    .toBe(true);

  child.kill('SIGINT');
  const [, signal]: unknown[] = await once(child, 'exit');

  expect(signal).toBe('SIGINT');
  expect((await readdir(folder)).filter((name) => name.startsWith('oac-promtool-'))).toEqual([]);
});
