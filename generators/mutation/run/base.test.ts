import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { describeReleases } from '../../../tests/support/describe-releases.ts';
import type { Release } from '../../../tests/support/fetch/catalogue.ts';
import { temporaryDirectory } from '../../../tests/support/temporary-directory.ts';
import { requireTool } from '../../../tests/support/tools.ts';
import { diagnosticsOf } from '../../config/test-configuration.ts';
import { Workspace } from '../../promtool/workspace.ts';
import { loadSuite } from '../suite/load.ts';
import { RULES, STRONG_TESTS, writeFiles } from '../testing/suite-files.ts';
import { requireGreenBase } from './base.ts';

interface BaseOptions {
  readonly release?: Release;
  readonly memory?: string;
}

/** The problem of the unchanged files, and how many of them were run. */
async function runBase(paths: readonly string[], { release, memory }: BaseOptions = {}) {
  const promtool = await requireTool('promtool', release === undefined ? {} : { release });
  const workspace = new Workspace();
  const progress: string[] = [];
  try {
    await requireGreenBase(loadSuite(paths), workspace, {
      promtool,
      jobs: 2,
      ...(memory === undefined ? {} : { memory }),
      onProgress: (done, total) => progress.push(`${done} of ${total}`),
    });
    return { diagnostics: [], progress };
  } catch (error) {
    return {
      progress,
      diagnostics: diagnosticsOf(() => {
        throw error;
      }),
    };
  } finally {
    workspace.close();
  }
}

const withRule = (rule: string) => `${RULES}      - ${rule}\n`;
const INDENTED = RULES.trim().replaceAll('\n', '\n    ');

await describeReleases(['promtool'], (release) => {
  test.each<[problem: string, files: Record<string, string>, file: string, message: RegExp]>([
    [
      'a rule that does not parse, although no test is about it',
      { 'rules.yaml': withRule("{record: x, expr: 'test +'}"), 'a.test.yaml': STRONG_TESTS },
      'rules.yaml',
      /could not parse expression/,
    ],
    [
      'a rule without a name that Prometheus takes',
      { 'rules.yaml': withRule('{record: "a b{}", expr: up}'), 'a.test.yaml': STRONG_TESTS },
      'rules.yaml',
      /a b\{\}|invalid recording rule name/,
    ],
    [
      'a key that rules do not have',
      { 'rules.yaml': `${RULES}owner: me\n`, 'a.test.yaml': STRONG_TESTS },
      'rules.yaml',
      /owner/,
    ],
    [
      'a rule whose evaluation fails, although no test is about it',
      {
        'rules.yaml': withRule(
          '{alert: Broken, expr: \'queue_length{pod=~".+"} * on (queue) queue_length{pod=~".+"}\'}',
        ),
        'a.test.yaml': STRONG_TESTS,
      },
      'a.test.yaml',
      /many-to-many|found duplicate series/,
    ],
    [
      'a rule in a Kubernetes object',
      {
        'object.yaml': `kind: PrometheusRule\nspec:\n    ${INDENTED}\n          - {record: x, expr: 'test +'}\n`,
        'a.test.yaml': STRONG_TESTS,
      },
      'object.yaml',
      /could not parse expression/,
    ],
    [
      'rules that no test names',
      {
        'rules.yaml': RULES,
        'a.test.yaml': STRONG_TESTS,
        'other.yaml': "groups: [{name: o, rules: [{record: x, expr: 'test +'}]}]",
      },
      'other.yaml',
      /could not parse expression/,
    ],
  ])('%s is refused', async (_, files, file, message) => {
    const { diagnostics } = await runBase(await writeFiles(files), { release });
    expect(diagnostics.length).toBeGreaterThan(0);
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        code: 'mutation/red-base',
        place: expect.objectContaining({ file: expect.stringMatching(new RegExp(`/${file}$`)) }),
        message: expect.stringMatching(message),
      }),
    );
  });
});

test('files that passed are run again only if one of them has changed', async () => {
  const paths = await writeFiles({ 'rules.yaml': RULES, 'a.test.yaml': STRONG_TESTS });
  const memory = await temporaryDirectory();

  expect((await runBase(paths, { memory })).progress).toEqual(['0 of 2', '1 of 2', '2 of 2']);
  expect((await runBase(paths, { memory })).progress).toEqual([]);
  await appendFile(paths[0] ?? '', 'owner: me\n');
  expect((await runBase(paths, { memory })).diagnostics.map(({ code }) => code)).toContain(
    'mutation/red-base',
  );
});
