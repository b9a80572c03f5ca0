import path from 'node:path';
import { DiagnosticError } from 'observability-as-code';
import { PROGRAMS, type ProgramName, RELEASES, type Release, titleOf } from './fetch/catalogue.ts';
import { findProgram } from './fetch/find.ts';
import { isNodeFetched, type NodeMajor, nodeProgram, nodeTitle } from './fetch/node.ts';
import { missingTools, type RunningTest, runningTest } from './running-test.ts';

/** Where `npm run tools` puts programs. */
export const TOOLS_DIRECTORY = path.resolve(import.meta.dirname, '../../.tools');

export interface RequireOptions {
  /** Without it the program on PATH, and where there is none, the oldest. */
  readonly release?: Release | undefined;
  /** Of the test; needed only in tests that run concurrently, where the running one is not known. */
  readonly context?: Pick<RunningTest, 'skip'> | undefined;
  readonly toolsDirectory?: string;
}

/**
 * Absolute path of the program. Where it is absent the running test is skipped with the reason, and fails with
 * it where CI=true: there a test that silently did not run would pass for proof.
 *
 * @throws DiagnosticError `tools/missing` under CI, and outside of a test, where nothing can be skipped
 */
export async function requireTool(name: ProgramName, options: RequireOptions = {}): Promise<string> {
  const { release, context, toolsDirectory = TOOLS_DIRECTORY } = options;
  const program = findProgram(toolsDirectory, name, release);
  if (program !== undefined) return program;
  return withoutTool(release === undefined ? name : `${name} (${release})`, causeOf(name, release), context);
}

/** The same for a later Node than the oldest that is supported, which runs the tests. */
export async function requireNode(major: NodeMajor): Promise<string> {
  if (isNodeFetched(TOOLS_DIRECTORY, major)) return nodeProgram(TOOLS_DIRECTORY, major);
  return withoutTool(nodeTitle(major), missingTools()[nodeTitle(major)]);
}

function withoutTool(
  title: string,
  cause = 'it is neither on PATH nor in .tools',
  context: RequireOptions['context'] = runningTest(),
): never {
  const message = `${title} is not installed: ${cause}`;
  if (context !== undefined && !isContinuousIntegration()) return context.skip(message);
  throw DiagnosticError.of({
    code: 'tools/missing',
    place: { definition: `test that needs ${title}` },
    message,
    reason: 'Without the real program this test proves nothing',
    remedy: 'Run "npm run tools"',
  });
}

function causeOf(name: ProgramName, release: Release | undefined): string | undefined {
  const missing = missingTools();
  const releases = release === undefined ? RELEASES : [release];
  const causes = releases.map((one) => missing[titleOf(PROGRAMS[name].tool, one)]);
  return causes.find((cause) => cause !== undefined);
}

/**
 * For `describe.runIf(await hasTools('prometheus'))`, where a suite starts a server in `beforeAll`. Always true
 * under CI, so that there the suite fails instead of being left out.
 */
export async function hasTools(...names: readonly ProgramName[]): Promise<boolean> {
  return isContinuousIntegration() || names.every((name) => findProgram(TOOLS_DIRECTORY, name) !== undefined);
}

/** True where the environment says CI=true, as every CI service does. */
export function isContinuousIntegration(): boolean {
  return process.env.CI === 'true' || process.env.CI === '1';
}
