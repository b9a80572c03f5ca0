import { existsSync } from 'node:fs';
import path from 'node:path';
import { PROGRAMS, type Program, type ProgramName, type Release, SUITES, type Tool } from './catalogue.ts';

/**
 * Path of a program: that of a release, or without one the program on PATH, and where there is none the oldest. A system
 * without Debian's packages has no more than one, which counts as the oldest.
 */
export function findProgram(
  toolsDirectory: string,
  name: ProgramName,
  release?: Release,
): string | undefined {
  const program = PROGRAMS[name];
  const fetched = (wanted: Release) => {
    const folder = fetchedFolder(toolsDirectory, program.tool, wanted);
    return folder === undefined ? undefined : programIn(folder, program);
  };
  if (release === undefined) return installedProgram(program) ?? fetched('oldest') ?? fetched('newest');
  return fetched(release) ?? (release === 'oldest' ? installedProgram(program) : undefined);
}

/** The program in the first folder of PATH that has it. */
export function installedProgram({ executables }: Program): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  return firstFile(folders, executables);
}

/** The folder that a release of a tool was fetched into. */
export function fetchedFolder(toolsDirectory: string, tool: Tool, release: Release): string | undefined {
  return SUITES[release]
    .map((suite) => path.join(toolsDirectory, `${tool.name}-${suite}`))
    .find((folder) => existsSync(folder));
}

/** The program in a folder of unpacked packages. */
export function programIn(directory: string, { executables, folder }: Program): string | undefined {
  return firstFile([path.join(directory, folder)], executables);
}

function firstFile(folders: readonly string[], names: readonly string[]): string | undefined {
  return folders
    .flatMap((folder) => names.map((name) => path.join(folder, name)))
    .find((file) => existsSync(file));
}
