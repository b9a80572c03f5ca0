import path from 'node:path';
import { DiagnosticError } from 'observability-as-code';
import { describe, inject, type TestContext, TestRunner } from 'vitest';
import { PROGRAMS, type ProgramName, RELEASES, type Release, titleOf } from './fetch/catalogue.ts';
import { findProgram } from './fetch/find.ts';
import { isNodeFetched, type NodeMajor, nodeProgram, nodeTitle } from './fetch/node.ts';
import { versionOf } from './fetch/version-of.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** By title, such as `prometheus (newest)`, why the setup could not fetch it. */
    missingTools: Readonly<Record<string, string>>;
  }
}

const TOOLS_DIRECTORY = path.resolve(import.meta.dirname, '../../.tools');

export interface RequireOptions {
  /** Without it the program on PATH, and where there is none, the oldest. */
  readonly release?: Release | undefined;
  /** Of the test; needed only in tests that run concurrently, where the running one is not known. */
  readonly context?: Pick<TestContext, 'skip'> | undefined;
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
  return withoutTool(nodeTitle(major), inject('missingTools')?.[nodeTitle(major)]);
}

function withoutTool(
  title: string,
  cause = 'it is neither on PATH nor in .tools',
  context: RequireOptions['context'] = TestRunner.getCurrentTest()?.context,
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
  const missing = inject('missingTools') ?? {};
  const releases = release === undefined ? RELEASES : [release];
  const causes = releases.map((one) => missing[titleOf(PROGRAMS[name].tool, one)]);
  return causes.find((cause) => cause !== undefined);
}

/**
 * A suite for the oldest version of some programs and one for the newest; their titles tell the versions. The tests ask
 * for the programs with `requireTool(name, { release })`. Where one is not installed the suite is skipped, and fails
 * where CI=true.
 */
export async function describeReleases(
  names: readonly ProgramName[],
  body: (release: Release) => void,
): Promise<void> {
  for (const release of RELEASES) {
    const programs = await Promise.all(
      names.map(async (name) => {
        const file = findProgram(TOOLS_DIRECTORY, name, release);
        return { name, version: file === undefined ? undefined : await versionOf(file, PROGRAMS[name]) };
      }),
    );
    const title = programs.map(({ name, version }) => `${name} ${version ?? `(${release}), not installed`}`);
    const isComplete = programs.every(({ version }) => version !== undefined);
    describe.runIf(isComplete || isContinuousIntegration())(title.join(', '), () => body(release));
  }
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
