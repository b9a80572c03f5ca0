import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Diagnostic, DiagnosticError } from '../../base/diagnostic.ts';
import { inParallel } from '../../base/in-parallel.ts';
import type { Workspace } from '../../promtool/workspace.ts';
import type { RulesFile, TestFile } from '../suite/model.ts';
import { rulesText, writeTrials } from './files.ts';

/** The unchanged files, which are run before any mutation. */
export interface Base {
  readonly ruleFiles: readonly RulesFile[];
  readonly testFiles: readonly TestFile[];
}

export interface BaseOptions {
  /** Path of the executable. */
  readonly promtool: string;
  /** Maximum number of concurrent processes. */
  readonly jobs: number;
  /** A directory that outlives the run: files that passed are not run again until they change. */
  readonly memory?: string | undefined;
  readonly onProgress: (done: number, total: number) => void;
}

/** Time limit for a file, in milliseconds. */
const TIME_LIMIT_MS = 600_000;

/**
 * @returns milliseconds of the slowest file
 * @throws DiagnosticError `mutation/red-base` if promtool rejects the rules, an evaluation fails, or a test
 *   does
 */
export async function requireGreenBase(
  base: Base,
  workspace: Workspace,
  options: BaseOptions,
): Promise<number> {
  const mark = options.memory === undefined ? undefined : markFile(base, options.memory, options.promtool);
  if (mark !== undefined && existsSync(mark)) return Number(readFileSync(mark, 'utf8'));
  const slowest = await runBase(base, workspace, options);
  try {
    if (mark !== undefined) writeFileSync(mark, String(Math.ceil(slowest)));
  } catch {
    // Losing the mark is harmless: the base is run again next time.
  }
  return slowest;
}

async function runBase(base: Base, workspace: Workspace, options: BaseOptions): Promise<number> {
  const ruleFiles = rulesIn(base);
  const total = ruleFiles.length + base.testFiles.length;
  let done = 0;
  const run = async (file: string, args: readonly string[]) => {
    const start = performance.now();
    const { isOk, output } = await workspace.run(options.promtool, args, { limit: TIME_LIMIT_MS });
    done += 1;
    options.onProgress(done, total);
    return { file, isOk, output, duration: performance.now() - start };
  };
  options.onProgress(done, total);
  const checked = await inParallel(ruleFiles, options.jobs, (file) =>
    run(file.path, checkArguments(file, workspace)),
  );
  // Tests of rules that do not load would only repeat the error.
  requireOk(checked, workspace);
  const tested = await inParallel(base.testFiles, options.jobs, (file) =>
    run(file.path, testArguments(file, workspace)),
  );
  requireOk(tested, workspace);
  return Math.max(0, ...tested.map(({ duration }) => duration));
}

interface Run {
  readonly file: string;
  readonly isOk: boolean;
  readonly output: string;
}

function requireOk(runs: readonly Run[], { folder }: Workspace): void {
  const red = runs.filter(({ isOk }) => !isOk);
  if (red.length === 0) return;
  throw new DiagnosticError(red.map(({ file, output }) => refusal(file, withoutFolder(output, folder))));
}

/** Including those that only the tests name. */
function rulesIn({ ruleFiles, testFiles }: Base): readonly RulesFile[] {
  const all = [...ruleFiles, ...testFiles.flatMap(({ rules }) => rules)];
  return [...new Map(all.map((file) => [path.resolve(file.path), file])).values()];
}

function checkArguments(file: RulesFile, workspace: Workspace): readonly string[] {
  const check = ['check', 'rules', '--lint=none'];
  if (file.isPlain) return [...check, file.path];
  const folder = workspace.newPath();
  mkdirSync(folder);
  const target = path.join(folder, 'rules.yaml');
  writeFileSync(target, rulesText(file));
  return [...check, target];
}

function testArguments(file: TestFile, workspace: Workspace): readonly string[] {
  const asWritten = { file, tests: file.tests, replace: <Rule>(rule: Rule) => [rule] };
  const paths = file.isPlain ? [file.path] : writeTrials(workspace.newPath(), [asWritten]);
  return ['test', 'rules', ...paths];
}

/** The same for the same program, rules and tests. */
function markFile(base: Base, memory: string, promtool: string): string {
  const { size, mtimeMs } = statSync(promtool);
  const files = [...rulesIn(base), ...base.testFiles].map(({ path: file }) => readFileSync(file, 'utf8'));
  const hash = createHash('sha256').update(JSON.stringify([promtool, size, mtimeMs, base.testFiles, files]));
  return path.join(memory, `base-${hash.digest('hex').slice(0, 32)}`);
}

function refusal(file: string, output: string): Diagnostic {
  return {
    code: 'mutation/red-base',
    severity: 'error',
    place: { file, ...positionIn(file, output) },
    message: `promtool refuses the file before any mistake is made:\n${output}`,
    reason: 'What fails anyway does not notice anything',
    remedy: 'Make "promtool check rules" and "promtool test rules" succeed first.',
  };
}

/** promtool writes `rules.yaml: 7:15: group "g", …`. */
function positionIn(file: string, output: string): { readonly line?: number; readonly column?: number } {
  for (const line of output.split('\n')) {
    const [, row, column] = /: (\d+):(\d+): /.exec(line) ?? [];
    if (row !== undefined && line.startsWith(`${file}: `))
      return { line: Number(row), column: Number(column) };
  }
  return {};
}

function withoutFolder(output: string, folder: string): string {
  return output
    .replaceAll(folder, '')
    .split('\n')
    .filter(
      (line) => line.trim() !== '' && !/^Unit Testing:|^Checking |^\s*(?:SUCCESS|FAILED:)\s*$/.test(line),
    )
    .join('\n');
}
