import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import type { Diagnostic } from '../base/diagnostic.ts';
import { inParallel } from '../base/in-parallel.ts';
import type { Tool } from '../promtool/find.ts';
import { Workspace } from '../promtool/workspace.ts';
import type { BuiltService } from './build.ts';

/** promtool's result for the rules of one service. */
export interface RuleProof {
  readonly diagnostics: readonly Diagnostic[];
  /** Whether the same files passed before with the same promtool, and were not run again. */
  readonly isRemembered: boolean;
}

/**
 * Runs `promtool check rules` and `promtool test rules` on the generated files. Results of passed tests are
 * cached by content, so unchanged rules cost nothing.
 *
 * @param memory a directory that outlives the run, if there is one
 * @param onProgress called after each test file with the number of finished scenarios
 */
export async function proveRules(
  promtool: Tool,
  { artifacts }: Pick<BuiltService, 'artifacts'>,
  memory: string | undefined,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<RuleProof> {
  const files = artifacts.filter(({ path }) => path.startsWith('prometheus/'));
  const hash = createHash('sha256').update(promtool.path);
  for (const { path, content } of files) hash.update(path).update('\0').update(content).update('\0');
  const mark = memory === undefined ? undefined : join(memory, `proven-${hash.digest('hex').slice(0, 32)}`);
  if (mark !== undefined && existsSync(mark)) return { diagnostics: [], isRemembered: true };

  const workspace = new Workspace();
  const run = (args: readonly string[]) => workspace.run(promtool.path, args, { cwd: workspace.folder });
  try {
    for (const { path, content } of files) writeFileSync(join(workspace.folder, basename(path)), content);
    const names = files.map(({ path }) => basename(path));
    const rules = names.filter((name) => name.endsWith('.rules.yaml'));
    const checked = await run(['check', 'rules', ...rules]);
    if (!checked.isOk) {
      return {
        diagnostics: [failure('promtool/check-rules', 'prometheus', checked.output)],
        isRemembered: false,
      };
    }
    const tests = files
      .filter(({ path }) => path.endsWith('.test.yaml'))
      .map(({ path, content }) => ({ path, scenarios: scenariosIn(content) }))
      // The longest first, so that no core waits for it at the end.
      .sort((a, b) => b.scenarios - a.scenarios);
    const total = tests.reduce((sum, { scenarios }) => sum + scenarios, 0);
    let done = 0;
    onProgress(done, total);
    const tested = await inParallel(tests, availableParallelism(), async ({ path, scenarios }) => {
      const result = await run(['test', 'rules', basename(path)]);
      done += scenarios;
      onProgress(done, total);
      return { path, ...result };
    });
    const diagnostics = tested
      .filter(({ isOk }) => !isOk)
      .map(({ path, output }) => failure('promtool/test-rules', path, output));
    if (diagnostics.length === 0 && mark !== undefined) remember(mark);
    return { diagnostics, isRemembered: false };
  } finally {
    workspace.close();
  }
}

/** Each test of a file has exactly one key `interval`. */
const scenariosIn = (content: string) => content.match(/^ +(?:- )?interval:/gm)?.length ?? 0;

function failure(code: string, file: string, output: string): Diagnostic {
  const isCheck = code === 'promtool/check-rules';
  return {
    code,
    severity: 'error',
    place: { file },
    message: `${isCheck ? 'promtool refuses the rules' : 'scenarios of alerts fail'}:\n${output.trim()}`,
    reason: isCheck
      ? 'Prometheus would not load this file'
      : 'An alert fires when it should not, or stays silent when it should fire',
    remedy: isCheck
      ? 'Fix the rule that promtool names.'
      : 'Fix the alert, or its scenario if the expectation is wrong.',
  };
}

/** Losing the mark is harmless, so an unwritable directory is not an error. */
function remember(mark: string): void {
  try {
    writeFileSync(mark, '');
  } catch {
    // The rules are tested again next time.
  }
}
