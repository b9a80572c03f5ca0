import type { Diagnostic } from '../../../generators/base/diagnostic.ts';
import type { FoundProgram } from '../../../generators/promtool/find.ts';
import { run } from '../run.ts';
import { companionsOf, findAny, type ProgramName, packageOf } from './catalogue.ts';
import { type FetchOptions, fetchPackages } from './packages.ts';

export interface Provision {
  readonly found: readonly FoundProgram<ProgramName>[];
  /** Why each of the others could not be had. */
  readonly missing: ReadonlyMap<ProgramName, Diagnostic>;
}

/**
 * Finds the tools and fetches those that are neither on PATH nor in the tools folder. A tool that is not to be
 * had is a result, not an error: the tests decide what it means.
 */
export async function provideTools(names: readonly ProgramName[], options: FetchOptions): Promise<Provision> {
  const absentPackages = async (): Promise<readonly string[]> => {
    const absent = (await lookUp(names, options)).filter(({ tool }) => tool === undefined);
    return [...new Set(absent.map(({ name }) => packageOf(name)))];
  };
  const explain =
    (await absentPackages()).length === 0 ? nothingToExplain : await fetchAndExplain(absentPackages, options);

  const found: FoundProgram<ProgramName>[] = [];
  const missing = new Map<ProgramName, Diagnostic>();
  for (const { name, tool } of await lookUp(names, options)) {
    if (tool === undefined) missing.set(name, explain(packageOf(name)) ?? packageWithoutProgram(name));
    else found.push(tool);
  }
  return { found, missing };
}

type Explanation = (packageName: string) => Diagnostic | undefined;

const nothingToExplain: Explanation = () => undefined;

async function fetchAndExplain(
  absentPackages: () => Promise<readonly string[]>,
  options: FetchOptions,
): Promise<Explanation> {
  try {
    if (!(await hasApt(options))) return noApt;
    const failures = await fetchPackages(absentPackages, { companionsOf, ...options });
    return (packageName) => failures.get(packageName);
  } catch (error) {
    return () => cannotWrite(options.toolsDirectory, error);
  }
}

function lookUp(
  names: readonly ProgramName[],
  { toolsDirectory, environment }: FetchOptions,
): Promise<readonly { readonly name: ProgramName; readonly tool: FoundProgram<ProgramName> | undefined }[]> {
  const search = { toolsDirectory, path: environment.PATH ?? '' };
  return Promise.all(names.map(async (name) => ({ name, tool: await findAny(name, search) })));
}

function hasApt({ environment }: FetchOptions): Promise<boolean> {
  return run('apt-get', ['--version'], { env: environment }).then(
    ({ code }) => code === 0,
    () => false,
  );
}

const CONSEQUENCE = 'Tests that need it are skipped, and fail where CI=true';

function noApt(packageName: string): Diagnostic {
  return {
    code: 'tools/no-apt',
    severity: 'error',
    place: { definition: `Debian package ${packageName}` },
    message: `${packageName} cannot be fetched, because this machine has no apt-get`,
    reason: CONSEQUENCE,
    remedy: `Install the programs of ${packageName} by the means of this system, so that they are on PATH`,
  };
}

function packageWithoutProgram(name: ProgramName): Diagnostic {
  return {
    code: 'tools/no-program',
    severity: 'error',
    place: { definition: `Debian package ${packageOf(name)}` },
    message: `${packageOf(name)} was fetched, but has no program ${name}`,
    reason: CONSEQUENCE,
    remedy: `Install ${name} by other means, so that it is on PATH`,
  };
}

function cannotWrite(toolsDirectory: string, error: unknown): Diagnostic {
  return {
    code: 'tools/folder',
    severity: 'error',
    place: { file: toolsDirectory },
    message: `Packages cannot be unpacked here: ${error instanceof Error ? error.message : String(error)}`,
    reason: CONSEQUENCE,
    remedy: 'Make the folder writable and run "npm run tools"',
  };
}
