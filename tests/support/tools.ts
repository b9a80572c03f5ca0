import { inject, type TestContext, TestRunner } from 'vitest';
import { DiagnosticError } from '../../generators/base/diagnostic.ts';
import type { ToolSearch } from '../../generators/promtool/find.ts';
import { findAny, type ProgramName } from './fetch/catalogue.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** By tool, why the setup could not fetch it. */
    missingTools: Partial<Record<ProgramName, string>>;
  }
}

export interface RequireOptions {
  /** Of the test; needed only in tests that run concurrently, where the running one is not known. */
  readonly context?: Pick<TestContext, 'skip'> | undefined;
  readonly search?: ToolSearch;
}

/**
 * Absolute path of the program. Where it is absent the running test is skipped with the reason, and fails with
 * it where CI=true: there a test that silently did not run would pass for proof.
 *
 * @throws DiagnosticError `tools/missing` under CI, and outside of a test, where nothing can be skipped
 */
export async function requireTool(name: ProgramName, options: RequireOptions = {}): Promise<string> {
  const { context = TestRunner.getCurrentTest()?.context, search } = options;
  const tool = await findAny(name, search);
  if (tool !== undefined) return tool.path;
  const cause = inject('missingTools')?.[name] ?? 'it is neither on PATH nor in .tools';
  const message = `${name} is not installed: ${cause}`;
  if (context !== undefined && !isContinuousIntegration()) return context.skip(message);
  throw DiagnosticError.of({
    code: 'tools/missing',
    place: { definition: `test that needs ${name}` },
    message,
    reason: 'Without the real program this test proves nothing',
    remedy: `Run "npm run tools", or install ${name} so that it is on PATH`,
  });
}

/**
 * For `describe.runIf(await hasTools('prometheus'))`, where a suite starts a server in `beforeAll`. Always true
 * under CI, so that there the suite fails instead of being left out.
 */
export async function hasTools(...names: readonly ProgramName[]): Promise<boolean> {
  if (isContinuousIntegration()) return true;
  const tools = await Promise.all(names.map((name) => findAny(name)));
  return !tools.includes(undefined);
}

/** True where the environment says CI=true, as every CI service does. */
export function isContinuousIntegration(): boolean {
  return process.env.CI === 'true' || process.env.CI === '1';
}
